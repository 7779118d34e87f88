#include "core/formats/common/drawn_table.h"

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"

#include <algorithm>

namespace parapet {

namespace {

constexpr std::size_t k_most_columns = 200;
constexpr std::size_t k_most_shared_bytes = 4096;
constexpr std::size_t k_most_cells = 4'000'000; // of a table

enum class Stroke : std::uint8_t { none, across, other };

// U+2500 to U+257F: three bytes, E2 94 80 to E2 95 BF.
Stroke stroke_at(std::string_view text, std::size_t at) {
    if (at + 2 >= text.size() || text[at] != '\xE2' || (text[at + 1] != '\x94' && text[at + 1] != '\x95'))
        return Stroke::none;
    const auto low = static_cast<unsigned char>(text[at + 2]);
    if (text[at + 1] == '\x94') {
        const bool across = low == 0x80 || low == 0x81 || low == 0x84 || low == 0x85 || low == 0x88 || low == 0x89;
        return across ? Stroke::across : Stroke::other;
    }
    return low == 0x8C || low == 0x8D || low == 0x90 ? Stroke::across : Stroke::other;
}

struct Segment {
    std::string_view text;
    bool rule = false;
};

bool is_rule(std::string_view text, bool boxes) {
    text = trim(text);
    if (!boxes) return !text.empty() && text.find_first_not_of("-=:") == std::string_view::npos && text != ":";
    for (std::size_t at = 0; at < text.size(); at += 3)
        if (stroke_at(text, at) != Stroke::across) return false;
    return !text.empty();
}

// "+------+     +---" too, where a cell goes on.
bool is_plus_rule(std::string_view line) {
    return line.find_first_not_of("+-=|: ") == std::string_view::npos &&
           line.find_first_of("-=") != std::string_view::npos;
}

struct Edges {
    bool boxes = false, plus = false;
};

bool edges_of(std::string_view line, Edges& edges) {
    if (line.size() < 3) return false;
    edges.boxes =
        stroke_at(line, 0) == Stroke::other && stroke_at(line, line.size() - 3) == Stroke::other && line.size() > 6;
    edges.plus = line.front() == '+' && line.back() == '+' && is_plus_rule(line);
    return edges.boxes || edges.plus || (line.front() == '|' && line.back() == '|');
}

std::vector<Segment> segments_of(std::string_view line) {
    std::vector<Segment> out;
    line = trim(line);
    Edges edges;
    if (!edges_of(line, edges)) return out;
    std::size_t from = edges.boxes ? 3 : 1;
    const auto add = [&](std::size_t to) {
        const std::string_view text = line.substr(from, to - from);
        if (out.size() < k_most_columns) out.push_back({text, is_rule(text, edges.boxes)});
    };
    for (std::size_t at = from; at < line.size();) {
        std::size_t size = 0;
        if (edges.boxes)
            size = stroke_at(line, at) == Stroke::other ? 3 : 0;
        else
            size = line[at] == '|' || (edges.plus && line[at] == '+') ? 1 : 0;
        if (size == 1 && line[at - 1] == '\\') size = 0; // Markdown
        if (size == 0) {
            ++at;
            continue;
        }
        add(at);
        at += size;
        from = at;
    }
    const bool whole = std::all_of(out.begin(), out.end(), [](const Segment& s) { return s.rule; });
    if (!edges.boxes && !edges.plus && !whole) // "| 1.2 | -- |" says that there is nothing
        for (Segment& s : out)
            s.rule = false;
    return out;
}

bool any_rule(const std::vector<Segment>& segments) {
    return std::any_of(segments.begin(), segments.end(), [](const Segment& s) { return s.rule; });
}

// The lower edge of a table; one of + - | looks the same everywhere.
bool is_last_rule(std::string_view line) {
    constexpr std::string_view k_square = "\xE2\x94\x94", k_round = "\xE2\x95\xB0", k_double = "\xE2\x95\x9A";
    return line.front() == '+' || line.starts_with(k_square) || line.starts_with(k_round) || line.starts_with(k_double);
}

void append(std::string& to, std::string_view text) {
    text = trim(text);
    if (text.empty()) return;
    if (!to.empty()) to += '\n';
    to += text;
}

} // namespace

class DrawnTableReader {
public:
    explicit DrawnTableReader(RowsBy by)
        : by_(by) {}

    // False: the table has ended before this line.
    bool take(std::string_view line, std::size_t index) {
        const std::vector<Segment> segments = segments_of(line);
        if (segments.empty()) return false;
        if (any_rule(segments)) return rule(segments, trim(line));
        if (header_done_) return row(segments, index);
        if (table_.header_.size() < segments.size()) table_.header_.resize(segments.size());
        for (std::size_t i = 0; i < segments.size(); ++i)
            append(table_.header_[i], segments[i].text);
        return true;
    }
    DrawnTable finish(std::size_t end) {
        if (!header_done_) table_.header_.clear();
        for (std::string& name : table_.header_)
            name = fields::folded(name);
        table_.end_ = end_ == DrawnTable::k_none ? end : end_;
        return std::move(table_);
    }

private:
    bool rule(const std::vector<Segment>& segments, std::string_view line) {
        if (!header_done_) {
            if (table_.header_.empty()) return true;
            if (segments.size() > table_.header_.size()) { // a title over the whole table
                table_.title_ = fields::folded(table_.header_.front());
                table_.header_.clear();
                return true;
            }
            header_done_ = true;
            key_ = by_.key.empty() ? 0 : column(by_.key);
            return true;
        }
        constexpr std::string_view k_corner_square = "\xE2\x94\x8C", k_corner_round = "\xE2\x95\xAD";
        if (line.starts_with(k_corner_square) || line.starts_with(k_corner_round)) return false; // another one
        const bool whole = std::all_of(segments.begin(), segments.end(), [](const Segment& s) { return s.rule; });
        if (!by_.rules && whole && line.front() == '|' && !table_.rows_.empty()) {
            end_ = table_.rows_.back().line; // what seemed to be its last row is the header of another table
            table_.rows_.pop_back();
            return false;
        }
        open_ = false;
        goes_on_.assign(table_.header_.size(), false);
        for (std::size_t i = 0; i < segments.size() && i < goes_on_.size(); ++i) {
            if (segments[i].rule || table_.rows_.empty()) continue;
            // A text over many rows is read in each of them.
            if (table_.texts_[table_.rows_.back().cells[i]].size() > k_most_shared_bytes) continue;
            goes_on_[i] = true;
            append(table_.texts_[table_.rows_.back().cells[i]], segments[i].text);
        }
        return true;
    }

    bool row(const std::vector<Segment>& segments, std::size_t index) {
        if (by_.rules ? !open_ : (table_.rows_.empty() || has_key(segments))) {
            if (table_.texts_.size() > k_most_cells) return false;
            begin(index);
        }
        const DrawnTable::Row& row = table_.rows_.back();
        for (std::size_t i = 0; i < segments.size(); ++i) {
            std::string& text = table_.texts_[row.cells[std::min(i, row.cells.size() - 1)]];
            if (i >= row.cells.size()) text += '|'; // of the last cell's own text
            append(text, segments[i].text);
        }
        return true;
    }
    void begin(std::size_t index) {
        DrawnTable::Row row;
        row.line = index;
        for (std::size_t i = 0; i < table_.header_.size(); ++i) {
            if (by_.rules && i < goes_on_.size() && goes_on_[i]) {
                row.cells.push_back(table_.rows_.back().cells[i]);
                continue;
            }
            row.cells.push_back(static_cast<std::uint32_t>(table_.texts_.size()));
            table_.texts_.emplace_back();
        }
        goes_on_.clear();
        table_.rows_.push_back(std::move(row));
        open_ = true;
    }
    [[nodiscard]] bool has_key(const std::vector<Segment>& segments) const {
        return key_ >= segments.size() || !trim(segments[key_].text).empty();
    }
    [[nodiscard]] std::size_t column(std::string_view name) const {
        for (std::size_t i = 0; i < table_.header_.size(); ++i)
            if (iequals(table_.header_[i], name)) return i;
        return DrawnTable::k_none;
    }

    RowsBy by_;
    DrawnTable table_;
    bool header_done_ = false, open_ = false;
    std::size_t key_ = DrawnTable::k_none, end_ = DrawnTable::k_none;
    std::vector<bool> goes_on_;
};

std::size_t DrawnTable::column(std::initializer_list<std::string_view> names) const {
    for (const std::string_view name : names)
        for (std::size_t i = 0; i < header_.size(); ++i)
            if (iequals(header_[i], name)) return i;
    return k_none;
}

std::string_view DrawnTable::cell(std::size_t row, std::size_t column) const {
    if (row >= rows_.size() || column >= rows_[row].cells.size()) return {};
    return texts_[rows_[row].cells[column]];
}

bool is_drawn(std::string_view line) {
    Edges edges;
    return edges_of(trim(line), edges);
}

std::vector<std::string_view> drawn_cells(std::string_view line) {
    std::vector<std::string_view> out;
    const std::vector<Segment> segments = segments_of(line);
    if (any_rule(segments)) return out;
    for (const Segment& s : segments)
        out.push_back(trim(s.text));
    return out;
}

DrawnTable drawn_table(const std::vector<std::string_view>& lines, std::size_t from, RowsBy by) {
    DrawnTableReader reader(by);
    std::size_t at = from;
    while (at < lines.size() && reader.take(lines[at], at))
        ++at;
    return reader.finish(std::max(at, from + 1));
}

std::string_view DrawnPairs::get(std::initializer_list<std::string_view> names) const {
    for (const std::string_view name : names)
        for (const auto& [key, value] : pairs)
            if (iequals(key, name)) return value;
    return {};
}

DrawnPairs drawn_pairs(const std::vector<std::string_view>& lines, std::size_t from) {
    DrawnPairs out;
    std::size_t at = from;
    for (; at < lines.size(); ++at) {
        const std::string_view line = trim(lines[at]);
        if (!is_drawn(line)) break;
        const std::vector<std::string_view> cells = drawn_cells(line);
        if (cells.empty() && !out.pairs.empty() && is_last_rule(line)) {
            ++at;
            break;
        }
        if (cells.size() != 2) continue;
        if (out.pairs.empty()) out.line = at;
        if (!cells[0].empty() || out.pairs.empty()) {
            if (out.pairs.size() >= k_most_columns) break;
            out.pairs.emplace_back(std::string(cells[0]), std::string(cells[1]));
        } else if (!cells[1].empty()) {
            out.pairs.back().second += ' ';
            out.pairs.back().second += cells[1];
        }
    }
    out.end = std::max(at, from + 1);
    return out;
}

} // namespace parapet
