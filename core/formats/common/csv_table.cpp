#include "core/formats/common/csv_table.h"

#include "core/base/encoding.h"
#include "core/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace parapet {

namespace {

constexpr std::array<char, 4> k_delimiters{',', ';', '\t', '|'};
constexpr std::size_t k_head_bytes = 64U << 10;
constexpr std::size_t k_max_name_bytes = 4096; // of a column's name, or of a cell before the header

bool is_word(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

// What a row is read from: all that is there, or more on demand.
class Source {
public:
    explicit Source(std::string_view text)
        : view_(text) {}
    explicit Source(std::unique_ptr<Input> in)
        : in_(std::move(in)) {}

    [[nodiscard]] Result<bool> more() { // is there another byte?
        if (at_ < view_.size()) return true;
        if (in_ == nullptr || ended_) return false;
        dropped_ += view_.size();
        buffer_.resize(k_head_bytes);
        auto n = in_->read(buffer_);
        if (!n) return fail(n.error());
        view_ = std::string_view(buffer_).substr(0, *n);
        at_ = 0;
        ended_ = *n == 0;
        return !ended_;
    }
    // Of what is not read yet, as much as one buffer holds.
    [[nodiscard]] Result<std::string_view> look() {
        if (in_ != nullptr && buffer_.empty()) {
            buffer_.resize(k_head_bytes);
            std::size_t filled = 0;
            while (filled < buffer_.size()) {
                auto n = in_->read(std::span<char>(buffer_).subspan(filled));
                if (!n) return fail(n.error());
                if (*n == 0) break;
                filled += *n;
            }
            view_ = std::string_view(buffer_).substr(0, filled);
        }
        return view_.substr(at_);
    }
    [[nodiscard]] char peek() const { return view_[at_]; }
    [[nodiscard]] std::string_view rest() const { return view_.substr(at_); }
    void skip(std::size_t n) { at_ += n; }
    [[nodiscard]] std::int64_t offset() const { return static_cast<std::int64_t>(dropped_ + at_); }

private:
    std::unique_ptr<Input> in_;
    std::string buffer_;
    std::string_view view_;
    std::size_t at_ = 0;
    std::uint64_t dropped_ = 0;
    bool ended_ = false;
};

// One row after the other; cells lie one behind the other in one buffer.
class RowReader {
public:
    RowReader(Source source, const Limits& limits)
        : source_(std::move(source))
        , limits_(limits) {}

    char delimiter = ',';

    [[nodiscard]] Result<bool> next() {
        for (;;) {
            auto more = row();
            if (!more || !*more) return more;
            if (!blank()) return true;
        }
    }
    [[nodiscard]] std::string_view cell(std::size_t i) const {
        if (i >= ends_.size()) return {};
        const std::size_t from = i == 0 ? 0 : ends_[i - 1];
        return std::string_view(text_).substr(from, ends_[i] - from);
    }
    [[nodiscard]] std::size_t cells() const { return ends_.size(); }
    [[nodiscard]] std::int64_t line() const { return first_line_; }
    [[nodiscard]] std::int64_t offset() const { return first_offset_; }
    [[nodiscard]] Source& source() { return source_; }
    [[nodiscard]] const Limits& limits() const { return limits_; }

private:
    enum class State : std::uint8_t { start, plain, quoted, after };

    [[nodiscard]] bool blank() const { return trim(text_).empty() && ends_.size() <= 1; }

    Result<bool> row() {
        text_.clear();
        ends_.clear();
        first_line_ = line_;
        first_offset_ = source_.offset();
        state_ = State::start;
        bool any = false;
        for (;;) {
            auto more = source_.more();
            if (!more) return fail(more.error());
            if (!*more) break;
            any = true;
            if (state_ == State::quoted)
                quoted();
            else if (bare())
                return end_row() ? Result<bool>(true) : fail(too_many());
            if (text_.size() > limits_.max_string_bytes) return fail(too_long());
            if (ends_.size() > limits_.max_csv_columns) return fail(too_many());
        }
        if (state_ == State::quoted) return fail(unclosed());
        if (!any) return false;
        return end_row() ? Result<bool>(true) : fail(too_many());
    }
    // A run of text outside quotes; true when the row ends.
    bool bare() {
        const char c = source_.peek();
        if (c == '\n' || c == '\r') {
            source_.skip(1);
            if (c == '\r') {
                const auto more = source_.more();
                if (more && *more && source_.peek() == '\n') source_.skip(1);
            }
            ++line_;
            return true;
        }
        if (c == delimiter) {
            ends_.push_back(text_.size());
            state_ = State::start;
            source_.skip(1);
            return false;
        }
        if (c == '"' && state_ == State::start) {
            text_.resize(ends_.empty() ? 0 : ends_.back()); // spaces before a quote are no part of the cell
            state_ = State::quoted;
            quote_line_ = line_;
            source_.skip(1);
            return false;
        }
        if (c == '"' && state_ == State::after) { // "" in a cell
            text_ += '"';
            state_ = State::quoted;
            source_.skip(1);
            return false;
        }
        if (c == ' ' && state_ == State::start) { // a quote may follow
            text_ += c;
            source_.skip(1);
            return false;
        }
        state_ = State::plain; // a quote within it is text
        const std::string_view rest = source_.rest();
        std::size_t n = 1;
        while (n < rest.size() && rest[n] != delimiter && rest[n] != '\n' && rest[n] != '\r')
            ++n;
        text_.append(rest, 0, n);
        source_.skip(n);
        return false;
    }
    void quoted() {
        const std::string_view rest = source_.rest();
        const std::size_t n = std::min(rest.find('"'), rest.size());
        text_.append(rest, 0, n);
        // CR alone ends a line as well, but within a cell nobody writes it so.
        line_ += std::count(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(n), '\n');
        source_.skip(n);
        if (n == rest.size()) return;
        source_.skip(1);
        state_ = State::after;
    }
    bool end_cell() {
        ends_.push_back(text_.size());
        return ends_.size() <= limits_.max_csv_columns;
    }
    bool end_row() {
        if (!end_cell()) return false;
        if (!is_valid_utf8(text_)) repair();
        return true;
    }
    // Bytes of some other encoding (Excel writes the system's own) become U+FFFD.
    void repair() {
        std::string text;
        std::vector<std::size_t> ends;
        for (std::size_t i = 0; i < ends_.size(); ++i) {
            text += sanitize_utf8(cell(i));
            ends.push_back(text.size());
        }
        text_ = std::move(text);
        ends_ = std::move(ends);
    }
    Error at_line(Errc code, std::string what, std::int64_t line) const {
        Error error{code, std::move(what), {}, {}};
        error.line = line;
        return error;
    }
    Error unclosed() const { return at_line(Errc::malformed, "A quote is opened here and never closed", quote_line_); }
    Error too_long() const {
        return at_line(Errc::limit, fmt::format("A row is longer than {}", format_bytes(limits_.max_string_bytes)),
                       state_ == State::quoted ? quote_line_ : first_line_);
    }
    Error too_many() const {
        return at_line(Errc::limit, fmt::format("A row has more than {} columns", limits_.max_csv_columns),
                       first_line_);
    }

    Source source_;
    Limits limits_;
    std::string text_;
    std::vector<std::size_t> ends_;
    State state_ = State::start;
    std::int64_t line_ = 1, first_line_ = 1, quote_line_ = 1, first_offset_ = 0;
};

CsvHeader header_of(const RowReader& row) {
    CsvHeader header;
    header.delimiter = row.delimiter;
    header.line = row.line();
    for (std::size_t i = 0; i < row.cells(); ++i)
        header.names.push_back(elide(trim(row.cell(i)), k_max_name_bytes));
    return header;
}

bool has_all(const CsvHeader& header, const std::vector<std::string>& columns) {
    return std::all_of(columns.begin(), columns.end(), [&](const std::string& name) { return header.has(name); });
}

// Excel's "sep=;" as the first line.
char told_delimiter(std::string_view text) {
    if (text.size() < 6 || !istarts_with(text, "sep=")) return '\0';
    return text[5] == '\n' || text[5] == '\r' ? text[4] : '\0';
}

// "CVSS v3.0" may be written "cvss_v3.0", so its parts are looked for.
bool has_words_of(std::string_view text, std::string_view column) {
    while (!column.empty()) {
        const std::size_t end = std::min(column.find_first_of(" _-./"), column.size());
        if (end > 2 && !icontains(text, column.substr(0, end))) return false;
        column.remove_prefix(std::min(end + 1, column.size()));
    }
    return true;
}

// Looks for the header with each delimiter; without columns to look for the one that parts the first row most.
CsvHeader look_for_header(std::string_view text, const std::vector<std::string>& columns, char delimiter) {
    CsvHeader best;
    for (const char candidate : k_delimiters) {
        if (delimiter != '\0' && candidate != delimiter) continue;
        RowReader row(Source(text), default_limits());
        row.delimiter = candidate;
        for (std::size_t i = 0; i < (columns.empty() ? 1 : k_csv_preamble); ++i) {
            const auto more = row.next();
            if (!more || !*more) break;
            CsvHeader header = header_of(row);
            if (!has_all(header, columns)) continue;
            if (header.names.size() > best.names.size()) best = std::move(header);
            break;
        }
    }
    return best;
}

} // namespace

std::string csv_key(std::string_view name) {
    std::string key;
    for (const char c : name) {
        const char low = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        if (is_word(low)) key += low;
    }
    return key.empty() ? std::string(trim(name)) : key;
}

bool CsvHeader::has(std::string_view name) const {
    const std::string key = csv_key(name);
    return std::any_of(names.begin(), names.end(), [&](const std::string& one) { return csv_key(one) == key; });
}

bool CsvHeader::has_all(std::initializer_list<std::string_view> columns) const {
    return !names.empty() &&
           std::all_of(columns.begin(), columns.end(), [&](std::string_view name) { return has(name); });
}

CsvHeader csv_header(const Head& head, std::initializer_list<std::string_view> columns) {
    if (head.shape != Head::Shape::text) return {};
    // The header is among the first lines. What has not even its words is not looked through row by row: this is asked
    // of every text file.
    std::string_view text = head.text;
    if (!head.lines.empty())
        text =
            text.substr(0, static_cast<std::size_t>(head.lines.back().data() + head.lines.back().size() - text.data()));
    for (const std::string_view column : columns)
        if (!has_words_of(text, column)) return {};
    const char told = told_delimiter(text);
    if (told != '\0') text.remove_prefix(std::min(text.find('\n'), text.size()));
    return look_for_header(text, {columns.begin(), columns.end()}, told);
}

struct CsvTable::Reader : RowReader {
    using RowReader::RowReader;
};

CsvTable::CsvTable(Input& in, CsvOptions options, const Limits& limits)
    : options_(std::move(options))
    , reader_(std::make_unique<Reader>(Source(decoded_input(in)), limits)) {}

CsvTable::~CsvTable() = default;

Result<void> CsvTable::open() {
    auto text = reader_->source().look();
    if (!text) return fail(text.error());
    char delimiter = options_.delimiter;
    std::string_view rest = *text;
    if (rest.starts_with("\xEF\xBB\xBF")) {
        reader_->source().skip(3);
        rest.remove_prefix(3);
    }
    if (const char told = told_delimiter(rest); told != '\0') {
        if (delimiter == '\0') delimiter = told;
        reader_->delimiter = '\0';
        if (auto sep = reader_->next(); !sep) return fail(sep.error());
        rest.remove_prefix(std::min(rest.find_first_of("\r\n"), rest.size()));
    }
    if (delimiter == '\0') {
        const CsvHeader found = look_for_header(rest, options_.header_has, '\0');
        if (found) delimiter = found.delimiter;
    }
    reader_->delimiter = delimiter == '\0' ? ',' : delimiter;
    if (options_.no_header) return {};
    return find_header();
}

Result<void> CsvTable::find_header() {
    for (std::size_t i = 0; i < k_csv_preamble; ++i) {
        auto more = reader_->next();
        if (!more) return fail(more.error());
        if (!*more) break;
        header_ = header_of(*reader_);
        if (has_all(header_, options_.header_has)) {
            take_header();
            return {};
        }
        preamble_.push_back(std::move(header_.names));
        header_ = {};
    }
    return fail(Errc::malformed, options_.header_has.empty() ? std::string("There is no header")
                                                             : fmt::format("No header with the columns {} is found",
                                                                           join(options_.header_has, ", ")));
}

void CsvTable::take_header() {
    for (std::size_t i = 0; i < header_.names.size(); ++i)
        columns_.emplace(csv_key(header_.names[i]), i);
}

Result<bool> CsvTable::next() {
    for (;;) {
        auto more = reader_->next();
        if (!more || !*more || !is_header_again()) return more;
    }
}

// Reports glued together have one header each.
bool CsvTable::is_header_again() const {
    if (header_.names.size() < 2 || reader_->cells() != header_.names.size()) return false;
    for (std::size_t i = 0; i < header_.names.size(); ++i) {
        if (trim(reader_->cell(i)) != trim(header_.names[i])) return false;
    }
    return true;
}

std::size_t CsvTable::column(std::initializer_list<std::string_view> names) const {
    for (const std::string_view name : names) {
        if (const auto at = columns_.find(csv_key(name)); at != columns_.end()) return at->second;
    }
    return k_none;
}

std::string_view CsvTable::get(std::initializer_list<std::string_view> names) const {
    for (const std::string_view name : names) {
        const auto at = columns_.find(csv_key(name));
        if (at == columns_.end()) continue;
        if (const std::string_view value = cell(at->second); !value.empty()) return value;
    }
    return {};
}

std::string_view CsvTable::cell(std::size_t column) const {
    return trim(reader_->cell(column));
}
std::size_t CsvTable::cells() const {
    return reader_->cells();
}
std::int64_t CsvTable::line() const {
    return reader_->line();
}
std::int64_t CsvTable::offset() const {
    return reader_->offset();
}

Result<void> csv_findings(CsvTable& table, RecordSink& out, ParseStats& stats,
                          const std::function<bool(const CsvTable&, RawFinding&)>& read) {
    RawFinding finding;
    for (;;) {
        auto more = table.next();
        if (!more) return fail(more.error());
        if (!*more) return {};
        bool says = false;
        for (std::size_t i = 0; i < table.cells() && !says; ++i)
            says = !table.cell(i).empty();
        if (!says) continue;
        ++stats.records;
        finding.clear();
        finding.place.line = table.line();
        finding.place.offset = table.offset();
        finding.place.path = fmt::format("row {}", stats.records);
        if (read(table, finding)) out.finding(finding);
    }
}

} // namespace parapet
