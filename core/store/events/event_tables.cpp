#include "core/store/events/event_tables.h"

#include "core/base/hash.h"
#include "core/base/text.h"

#include <utility>

namespace parapet::events {

namespace {

std::int64_t text_hash(std::string_view text) {
    return static_cast<std::int64_t>(hash64(to_lower(text)));
}

} // namespace

Result<std::vector<std::int64_t>> string_ids(Connection& db, std::span<const std::string> texts) {
    std::vector<std::int64_t> ids;
    ids.reserve(texts.size());
    if (texts.empty()) return ids;
    auto find = db.cached("SELECT id, text FROM event_string WHERE hash = ?1");
    if (!find) return fail(std::move(find.error()));
    auto insert = db.cached("INSERT INTO event_string(hash, text) VALUES(?1, ?2)");
    if (!insert) return fail(std::move(insert.error()));
    for (const std::string& text : texts) {
        const std::int64_t hash = text_hash(text);
        (*find)->bind(1, hash);
        std::int64_t id = 0;
        while (id == 0) {
            auto row = (*find)->step();
            if (!row) return fail(std::move(row.error()));
            if (!*row) break;
            if ((*find)->text(1) == text) id = (*find)->integer(0);
        }
        (*find)->reset();
        if (id == 0) {
            if (auto done = (*insert)->bind(1, hash).bind(2, text).run(); !done) return fail(std::move(done.error()));
            id = db.last_insert_id();
        }
        // Codes of texts and of addresses share 64 bits.
        if (static_cast<AddressCode>(id) >= k_ipv4_base)
            return fail(Errc::limit, "the workspace holds too many different texts", "event_string",
                        "Start a new workspace");
        ids.push_back(id);
    }
    return ids;
}

Result<std::vector<std::int64_t>> find_strings(Connection& db, std::string_view text) {
    auto find = db.cached("SELECT id, text FROM event_string WHERE hash = ?1");
    if (!find) return fail(std::move(find.error()));
    (*find)->bind(1, text_hash(text));
    std::vector<std::int64_t> ids;
    for (;;) {
        auto row = (*find)->step();
        if (!row) return fail(std::move(row.error()));
        if (!*row) return ids;
        if (iequals((*find)->text(1), text)) ids.push_back((*find)->integer(0));
    }
}

std::string_view StringCache::text(std::int64_t id) {
    if (id == 0) return {};
    const auto [entry, is_new] = texts_.try_emplace(id);
    if (!is_new) return entry->second;
    auto find = db_.cached("SELECT text FROM event_string WHERE id = ?1");
    if (!find) {
        error_ = std::move(find.error());
        return {};
    }
    auto row = (*find)->bind(1, id).step();
    if (!row)
        error_ = std::move(row.error());
    else if (*row)
        entry->second = (*find)->str(0);
    return entry->second;
}

std::string StringCache::address(AddressCode code) {
    if (code >= k_ipv4_base) return ipv4_text(static_cast<std::uint32_t>(code));
    return std::string(text(static_cast<std::int64_t>(code)));
}

Result<void> insert_block(Connection& db, ImportId import, const EncodedBlock& block) {
    auto insert = db.cached("INSERT INTO event_block(import_id, rows, first_ns, last_ns, kinds, meta) "
                            "VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
    if (!insert) return fail(std::move(insert.error()));
    (*insert)->bind(1, import.value).bind(2, static_cast<std::int64_t>(block.rows)).bind(3, block.first_ns);
    (*insert)->bind(4, block.last_ns).bind(5, static_cast<std::int64_t>(block.kinds)).bind_blob(6, block.meta);
    if (auto done = (*insert)->run(); !done) return done;
    const std::int64_t id = db.last_insert_id();
    auto part = db.cached("INSERT INTO event_part(id, bytes) VALUES(?1, ?2)");
    if (!part) return fail(std::move(part.error()));
    for (std::size_t i = 0; i < block.parts.size(); ++i) {
        if (block.parts[i].empty()) continue;
        (*part)->bind(1, id << 3 | static_cast<std::int64_t>(i)).bind_blob(2, block.parts[i]);
        if (auto done = (*part)->run(); !done) return done;
    }
    return {};
}

Result<BlockMeta> block_meta(Connection& db, std::int64_t block) {
    auto find = db.cached("SELECT meta FROM event_block WHERE id = ?1");
    if (!find) return fail(std::move(find.error()));
    auto row = (*find)->bind(1, block).step();
    if (!row) return fail(std::move(row.error()));
    if (!*row) return fail(Errc::not_found, "there is no such block of events", "event_block", {});
    if (auto meta = parse_block_meta((*find)->blob(0))) return *meta;
    return fail(Errc::workspace_damaged, "a block of events does not read", "event_block " + std::to_string(block),
                "Restore the workspace from a backup, or import the log again");
}

Result<std::vector<BlockRow>> blocks_within(Connection& db, std::int64_t from_ns, std::int64_t to_ns) {
    auto find = db.cached("SELECT id, import_id, rows, first_ns, last_ns, kinds FROM event_block "
                          "WHERE last_ns >= ?1 AND first_ns < ?2 ORDER BY last_ns DESC, id DESC");
    if (!find) return fail(std::move(find.error()));
    (*find)->bind(1, from_ns).bind(2, to_ns);
    std::vector<BlockRow> blocks;
    for (;;) {
        auto row = (*find)->step();
        if (!row) return fail(std::move(row.error()));
        if (!*row) return blocks;
        blocks.push_back({(*find)->integer(0), (*find)->integer(1), static_cast<std::size_t>((*find)->integer(2)),
                          (*find)->integer(3), (*find)->integer(4), static_cast<std::uint32_t>((*find)->integer(5))});
    }
}

Result<std::string_view> DatabaseParts::read_part(std::int64_t block, Part part) {
    Statement& find = statements_[static_cast<std::size_t>(part)];
    if (!find) {
        auto prepared = db_.prepare("SELECT bytes FROM event_part WHERE id = ?1");
        if (!prepared) return fail(std::move(prepared.error()));
        find = std::move(*prepared);
    }
    find.reset();
    auto row = find.bind(1, block << 3 | static_cast<std::int64_t>(part)).step();
    if (!row) return fail(std::move(row.error()));
    return *row ? find.blob(0) : std::string_view();
}

} // namespace parapet::events
