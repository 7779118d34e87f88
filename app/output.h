#pragma once
// stdout: JSON lines for programs, aligned tables for people. Text from outside is made visible, never obeyed.

#include "core/base/json.h"
#include "core/model/enums.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

// Buffered; every line is whole. False once nobody reads any more.
class Output {
public:
    Output();
    ~Output();
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;
    void line(std::string_view text);
    void raw(std::string_view bytes);
    void json(const std::function<void(json::Writer&)>& write); // one object, one line
    void flush();
    [[nodiscard]] bool failed() const { return failed_; }
    [[nodiscard]] bool colour() const { return colour_; }      // a terminal, and NO_COLOR is not set
    [[nodiscard]] std::size_t width() const { return width_; } // of the terminal; 0 = no bound

private:
    std::string buffer_;
    bool colour_ = false, failed_ = false, interactive_ = false;
    std::size_t width_ = 0;
};

// Rows are kept until print(): the widths must be known.
class Table {
public:
    explicit Table(std::vector<std::string> titles, std::vector<bool> right = {});
    // A cell's colour: "" or an SGR number such as "31".
    void row(std::vector<std::string> cells, std::string_view colour = {});
    void print(Output& out);
    [[nodiscard]] std::size_t size() const { return rows_.size(); }

private:
    struct Row {
        std::vector<std::string> cells;
        std::string colour;
    };
    std::vector<std::string> titles_;
    std::vector<bool> right_;
    std::vector<Row> rows_;
};

[[nodiscard]] std::string_view colour_of(Severity severity);
[[nodiscard]] std::string one_line_of(std::string_view text, std::size_t max_bytes); // for a cell

} // namespace parapet
