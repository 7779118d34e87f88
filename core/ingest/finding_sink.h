#pragma once
// The parser's side of an import of findings: gives each record its identity, packs batches, hands them to the writer.

#include "core/formats/format.h"
#include "core/ingest/identity.h"
#include "core/ingest/pack.h"
#include "core/model/fact.h"
#include "core/store/feeds.h"
#include "core/store/findings/flat_map.h"
#include "core/store/findings/loader.h"
#include "core/store/writer.h"

#include <memory>
#include <string>
#include <vector>

namespace parapet {

class FindingSink {
public:
    struct Given {
        std::string tool;       // for scans that name none
        std::string asset;      // --asset: stands for every target
        std::string lineage;    // core/store/findings/loader.h, ScanStart
        std::int64_t now = 0;   // seconds
        std::uint64_t seed = 0; // of the workspace
        FeedLookup feeds;       // what is known of vulnerabilities already
    };
    // The loader is used in tasks of the session only; it must outlive the session's end.
    FindingSink(WriteSession& session, FindingLoader& loader, Given given, const Limits& limits);

    void scan(const ScanInfo& info);
    void finding(RawFinding& finding);
    void fact(const AssetFact& fact);
    // What is left goes to the writer, at the end. False: the writer failed, parsing on is for nothing.
    bool flush();
    [[nodiscard]] bool failed() const { return failed_; }
    [[nodiscard]] std::uint64_t cut_fields() const { return packer_.cut(); }
    [[nodiscard]] std::uint64_t scans_from_the_future() const { return future_; }

private:
    // A record that shares its identity with others of its scan, perhaps: which number it has is known when all are.
    struct Spot {
        std::size_t batch = 0, record = 0;
        std::uint64_t line = 0, key = 0, proof = 0; // of number 1
    };
    struct Held {
        std::unique_ptr<FindingBatch> batch;
        std::int64_t scan_at = 0;
    };
    [[nodiscard]] std::uint32_t number_of_spot(std::uint64_t key, std::uint64_t line);
    void end_batch();
    void number_held();
    void post(Writer::Task task);
    void open_port(const RawFinding& finding, std::string_view asset);
    void flush_facts();
    void post(Held held);

    WriteSession& session_;
    FindingLoader& loader_;
    Given given_;
    Packer packer_;
    Identity identity_;
    std::unique_ptr<FindingBatch> batch_;
    std::size_t scans_ = 0;
    std::string target_, target_kind_, tool_;
    std::int64_t scan_at_ = 0;
    std::vector<Held> held_; // in order of the report
    std::vector<Spot> held_spots_;
    std::size_t held_bytes_ = 0;
    bool streaming_ = false; // the scan was too large to be held: its further spots are numbered as they come
    FlatMap first_spots_;    // identity -> its first spot
    FlatMap spots_;          // identity and further spot -> number
    FlatMap spot_counts_;    // identity -> how many spots, from 2 on
    std::shared_ptr<FactBatch> facts_;
    FlatMap known_facts_; // of this scan, so that what many records say is kept once
    std::size_t fact_count_ = 0;
    bool failed_ = false;
    std::uint64_t future_ = 0;
};

} // namespace parapet
