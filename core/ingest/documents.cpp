// A file -> its documents: itself, what it unpacks to, or the members of an archive (in an archive, in an archive).

#include "core/base/text.h"
#include "core/ingest/archive.h"
#include "core/ingest/fortify_package.h"
#include "core/ingest/walk.h"

#include <fmt/format.h>

namespace parapet {
namespace {

constexpr std::size_t k_magic_bytes = 512;
constexpr int k_max_packings = 3;                      // a .gz of a .gz of a .gz
constexpr std::uint64_t k_member_in_memory = 8U << 20; // hashed before it is parsed

std::string last_part(std::string_view path) {
    const std::size_t slash = path.find_last_of("/\\");
    return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

std::string without_packing(std::string name) {
    const std::string lower = to_lower(name);
    for (std::string_view ending : {".gz", ".zst", ".z"})
        if (lower.ends_with(ending)) name.resize(name.size() - ending.size());
    return name;
}

Result<void> drain(Input& in) {
    std::string rest(64U << 10, '\0');
    while (true) {
        Result<std::size_t> n = in.read(rest);
        if (!n) return fail(std::move(n.error()));
        if (*n == 0) return {};
    }
}

// A file by itself, packed or not: what is hashed is what lies on disk.
class FileDocument final : public Document {
public:
    FileDocument(FileInput& file, Input& unpacked)
        : file_(file)
        , unpacked_(unpacked) {}
    Input& input() override { return unpacked_; }
    [[nodiscard]] std::optional<std::uint64_t> expected_bytes() const override { return file_.size(); }
    Result<std::optional<std::string>> hash_ahead() override {
        if (!file_.size()) return std::optional<std::string>();
        Result<std::string> hash = file_.hash_ahead();
        if (!hash) return fail(std::move(hash.error()));
        return std::optional<std::string>(std::move(*hash));
    }
    Result<void> finish() override {
        if (Result<void> done = drain(unpacked_); !done) return done;
        return file_.finish();
    }
    std::string sha256() override { return file_.sha256(); }
    [[nodiscard]] std::uint64_t bytes() const override { return file_.bytes_read(); }
    [[nodiscard]] bool grew() const override { return file_.grew(); }

private:
    FileInput& file_;
    Input& unpacked_;
};

class HashingInput final : public Input {
public:
    explicit HashingInput(Input& below)
        : below_(below) {}
    Result<std::size_t> read(std::span<char> buffer) override {
        Result<std::size_t> n = below_.read(buffer);
        if (n) {
            hash_.update({buffer.data(), *n});
            bytes_ += *n;
        }
        return n;
    }
    [[nodiscard]] std::optional<std::uint64_t> size() const override { return below_.size(); }
    [[nodiscard]] bool at_hand() const override { return below_.at_hand(); }
    [[nodiscard]] const std::string& name() const override { return below_.name(); }
    [[nodiscard]] std::optional<std::int64_t> modified_unix_seconds() const override {
        return below_.modified_unix_seconds();
    }
    std::string hex() { return hash_.hex(); }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

private:
    Input& below_;
    Sha256 hash_;
    std::uint64_t bytes_ = 0;
};

// A member of an archive, hashed unpacked. A small one is held in memory, so that its hash is known beforehand.
class MemberDocument final : public Document {
public:
    MemberDocument(Input& below, std::optional<std::uint64_t> size_hint)
        : size_hint_(size_hint)
        , hashing_(below)
        , current_(&hashing_) {}
    Input& input() override { return *current_; }
    [[nodiscard]] std::optional<std::uint64_t> expected_bytes() const override { return size_hint_; }
    Result<std::optional<std::string>> hash_ahead() override {
        if (!size_hint_ || *size_hint_ > k_member_in_memory) return std::optional<std::string>();
        Result<std::string> head = read_head(hashing_, *size_hint_ + 1); // one more: the header may lie
        if (!head) return fail(std::move(head.error()));
        const bool whole = head->size() <= *size_hint_;
        prefix_ = std::make_unique<PrefixInput>(std::move(*head), hashing_);
        current_ = prefix_.get();
        if (!whole) return std::optional<std::string>();
        digest_ = hashing_.hex();
        return std::optional<std::string>(digest_);
    }
    Result<void> finish() override {
        if (Result<void> done = drain(*current_); !done) return done;
        if (digest_.empty()) digest_ = hashing_.hex();
        return {};
    }
    std::string sha256() override { return digest_; }
    [[nodiscard]] std::uint64_t bytes() const override { return hashing_.bytes(); }

private:
    std::optional<std::uint64_t> size_hint_;
    HashingInput hashing_;
    std::unique_ptr<PrefixInput> prefix_;
    Input* current_;
    std::string digest_;
};

// Where in the layers of packing we are.
struct Layer {
    Input& in;
    FileInput* file = nullptr; // it is this file's bytes, packed at most; null inside a container
    bool unpacked = false;     // a .gz or .zst was opened on the way
    std::string path, name;
    std::optional<std::uint64_t> size_hint;
    WayIn way_in = WayIn::file;
    int containers = 0, packings = 0;
};

class Opener {
public:
    Opener(UnpackBudget& budget, const Limits& limits, JobContext& job, const DocumentHandlers& handlers)
        : budget_(budget)
        , limits_(limits)
        , job_(job)
        , handlers_(handlers) {}

    Result<void> open(const Layer& layer) {
        Result<std::string> head = read_head(layer.in, k_magic_bytes);
        if (!head) return reject(layer, std::move(head.error()));
        std::string what;
        const Packing packing = packing_of(*head, what);
        PrefixInput all(std::move(*head), layer.in);
        switch (packing) {
        case Packing::none:
            return document(layer, all);
        case Packing::unreadable:
            return reject(layer, {Errc::unknown_format, "packed with " + what + ", which is not read", layer.path,
                                  "unpack it first; .zip, .tar, .gz and .zst are read"});
        case Packing::gzip:
        case Packing::zstd:
            return packed(layer, all, packing);
        case Packing::zip:
        case Packing::tar:
            return container(layer, all, packing);
        }
        return {};
    }

private:
    Result<void> reject(const Layer& layer, Error error) {
        if (error.code == Errc::cancelled) return fail(std::move(error));
        handlers_.rejected(layer.path, layer.way_in, std::move(error));
        return {};
    }

    Result<void> document(const Layer& layer, Input& all) {
        const auto hand_over = [&](Document& found) {
            found.path = layer.path;
            found.name = layer.name;
            found.way_in = layer.way_in;
            return handlers_.document(found);
        };
        if (layer.file) {
            FileDocument found(*layer.file, all);
            return hand_over(found);
        }
        MemberDocument found(all, layer.unpacked ? std::nullopt : layer.size_hint);
        return hand_over(found);
    }

    Result<void> packed(const Layer& layer, Input& all, Packing packing) {
        if (layer.packings >= k_max_packings)
            return reject(
                layer, {Errc::limit, "it is packed in itself too often", layer.path, "unpack it and import its parts"});
        std::unique_ptr<Input> inflated =
            packing == Packing::gzip ? gzip_input(all, budget_, job_) : zstd_input(all, budget_, job_);
        Layer inner{
            *inflated,        layer.file,        true, layer.path, without_packing(layer.name), {}, layer.way_in,
            layer.containers, layer.packings + 1};
        return open(inner);
    }

    Result<void> container(const Layer& layer, Input& all, Packing packing) {
        if (layer.containers >= limits_.max_archive_depth)
            return reject(layer,
                          {Errc::limit, fmt::format("archives are nested more than {} deep", limits_.max_archive_depth),
                           layer.path, "unpack it and import its parts"});
        if (packing == Packing::zip && is_fortify_package(layer.name)) return fortify_package(layer, all);
        bool fatal = false;
        MemberHandlers members;
        members.file = [&](Member& member) {
            const std::string name = last_part(member.name);
            Layer inner{
                member.input,         nullptr, false, layer.path + "/" + member.name, name, member.size, WayIn::archive,
                layer.containers + 1, 0};
            Result<void> opened = open(inner);
            fatal = fatal || !opened;
            return opened;
        };
        members.skipped = [&](const std::string& name, const std::string& why) {
            handlers_.note({Errc::unreadable, why, layer.path + "/" + name, "unpack it to have it read"});
        };
        FileInput* random = layer.unpacked || !layer.file || !layer.file->size() ? nullptr : layer.file;
        Result<void> done = packing == Packing::zip ? each_zip_member(all, random, budget_, job_, members)
                                                    : each_tar_member(all, budget_, job_, members);
        if (done) return {};
        // What a handler returns ends everything; what the archive itself says is its own trouble.
        return fatal ? done : reject(layer, std::move(done.error()));
    }

    Result<void> fortify_package(const Layer& layer, Input& all) {
        FortifyPackage package(limits_);
        MemberHandlers members;
        members.file = [&](Member& member) { return package.take(member.name, member.input); };
        members.skipped = [](const std::string&, const std::string&) {};
        FileInput* random = layer.unpacked || !layer.file || !layer.file->size() ? nullptr : layer.file;
        if (Result<void> done = each_zip_member(all, random, budget_, job_, members); !done)
            return reject(layer, std::move(done.error()));
        Result<std::string> text = package.joined();
        if (!text) return reject(layer, std::move(text.error()));
        if (package.audit_unreadable())
            handlers_.note({Errc::malformed, "what was decided in Fortify cannot be read", layer.path + "/audit.xml",
                            "export the package again"});
        const std::unique_ptr<Input> in = memory_input(*text, "audit.fvdl");
        const Layer inner{*in,
                          nullptr,
                          false,
                          layer.path + "/audit.fvdl",
                          "audit.fvdl",
                          text->size(),
                          WayIn::archive,
                          layer.containers + 1,
                          0};
        return document(inner, *in);
    }

    UnpackBudget& budget_;
    const Limits& limits_;
    JobContext& job_;
    const DocumentHandlers& handlers_;
};

} // namespace

Result<void> each_document(const FoundFile& file, const Limits& limits, JobContext& job,
                           const DocumentHandlers& handlers) {
    const auto reject = [&](Error error) {
        handlers.rejected(file.path, file.way_in, std::move(error));
        return Result<void>();
    };
    if (file.error) return reject(*file.error);
    std::unique_ptr<FileInput> in;
    if (file.way_in == WayIn::standard_input) {
        in = FileInput::standard_input(limits, job);
    } else {
        Result<std::unique_ptr<FileInput>> opened = FileInput::open(file.path, limits, job);
        if (!opened) return reject(std::move(opened.error()));
        in = std::move(*opened);
    }
    UnpackBudget budget(limits, *in);
    const Layer outer{*in, in.get(), false, file.path, last_part(file.path), {}, file.way_in, 0, 0};
    return Opener(budget, limits, job, handlers).open(outer);
}

Result<void> each_document_in(std::string_view bytes, const std::string& name, const Limits& limits, JobContext& job,
                              const DocumentHandlers& handlers) {
    const std::unique_ptr<Input> in = memory_input(bytes, name);
    UnpackBudget budget(limits, *in);
    const Layer outer{*in, nullptr, false, name, last_part(name), bytes.size(), WayIn::file, 0, 0};
    return Opener(budget, limits, job, handlers).open(outer);
}

} // namespace parapet
