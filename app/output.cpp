#include "app/output.h"

#include "core/base/text.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

namespace parapet {
namespace {

constexpr std::size_t k_buffer_bytes = 256U << 10;
constexpr std::size_t k_max_cell_bytes = 100;

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

} // namespace

Output::Output() {
    interactive_ = ::isatty(STDOUT_FILENO) == 1;
    const char* no_colour = std::getenv("NO_COLOR");
    colour_ = interactive_ && (no_colour == nullptr || *no_colour == '\0');
    winsize size{};
    if (interactive_ && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) width_ = size.ws_col;
}

Output::~Output() {
    flush();
}

void Output::line(std::string_view text) {
    buffer_ += text;
    buffer_ += '\n';
    if (interactive_ || buffer_.size() >= k_buffer_bytes) flush();
}

void Output::raw(std::string_view bytes) {
    buffer_ += bytes;
    if (interactive_ || buffer_.size() >= k_buffer_bytes) flush();
}

void Output::json(const std::function<void(json::Writer&)>& write) {
    {
        json::Writer writer(buffer_);
        write(writer);
    }
    buffer_ += '\n';
    if (interactive_ || buffer_.size() >= k_buffer_bytes) flush();
}

void Output::flush() {
    std::string_view rest = buffer_;
    while (!rest.empty() && !failed_) {
        const ssize_t n = ::write(STDOUT_FILENO, rest.data(), rest.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0)
            failed_ = true;
        else
            rest.remove_prefix(static_cast<std::size_t>(n));
    }
    buffer_.clear();
}

Table::Table(std::vector<std::string> titles, std::vector<bool> right)
    : titles_(std::move(titles))
    , right_(std::move(right)) {
    right_.resize(titles_.size());
}

void Table::row(std::vector<std::string> cells, std::string_view colour) {
    cells.resize(titles_.size());
    for (std::string& cell : cells)
        cell = one_line_of(cell, k_max_cell_bytes);
    rows_.push_back({std::move(cells), std::string(colour)});
}

void Table::print(Output& out) {
    std::vector<std::size_t> widths;
    for (const std::string& title : titles_)
        widths.push_back(characters(title));
    for (const Row& row : rows_)
        for (std::size_t i = 0; i < row.cells.size(); ++i)
            widths[i] = std::max(widths[i], characters(row.cells[i]));
    const auto write = [&](const std::vector<std::string>& cells, std::string_view colour) {
        std::string line;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const std::string pad(widths[i] - characters(cells[i]), ' ');
            if (i > 0) line += "  ";
            line += right_[i] ? pad + cells[i] : i + 1 == cells.size() ? cells[i] : cells[i] + pad;
        }
        if (out.colour() && !colour.empty()) line = "\x1b[" + std::string(colour) + "m" + line + "\x1b[0m";
        out.line(line);
    };
    write(titles_, "1");
    for (const Row& row : rows_)
        write(row.cells, row.colour);
}

std::string_view colour_of(Severity severity) {
    switch (severity) {
    case Severity::critical:
        return "1;31";
    case Severity::high:
        return "31";
    case Severity::medium:
        return "33";
    default:
        return {};
    }
}

std::string one_line_of(std::string_view text, std::size_t max_bytes) {
    std::string flat(trim(text));
    std::replace_if(
        flat.begin(), flat.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    return visible(elide(flat, max_bytes));
}

} // namespace parapet
