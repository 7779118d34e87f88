#include "tests/support/expectations.h"

#include "core/base/text.h"
#include "tests/support/support.h"

#include <algorithm>
#include <filesystem>

namespace parapet::test {

namespace {

using Cells = std::vector<std::string_view>;

std::vector<std::int64_t> numbers(std::string_view text) {
    std::vector<std::int64_t> out;
    for (const std::string_view word : split(text, ' ')) {
        std::int64_t n = 0;
        if (parse_int(word, n)) out.push_back(n);
    }
    return out;
}

Fact fact_of(const Cells& cells) {
    Fact fact;
    for (std::size_t i = 2; i < cells.size(); ++i) {
        const auto equals = cells[i].find('=');
        const std::string key(cells[i].substr(0, equals));
        const std::string value(equals == std::string_view::npos ? "" : cells[i].substr(equals + 1));
        std::int64_t n = 0;
        if (key == "severity")
            fact.severity = value;
        else if (key == "file")
            fact.file = value;
        else if (key == "line")
            fact.line = value;
        else if (key == "cwe" && parse_int(value, n))
            fact.cwe.push_back(static_cast<int>(n));
        else if (key == "word")
            fact.words.push_back(value);
        else
            fact.words.push_back("no such key: " + key);
    }
    return fact;
}

void read_shape(std::string_view text, Expected& out) {
    const auto words = split(text, ' ');
    Expected::Shape shape;
    if (words.size() < 3 || !parse_int(words[1], shape.records) || !parse_int(words[2], shape.findings)) {
        out.facts.push_back({"one", Fact{{}, {}, {}, {"not understood: " + std::string(text)}, {}}});
        return;
    }
    shape.fixture = words[0];
    shape.lines = words.back() == "lines";
    out.shapes.push_back(std::move(shape));
}

void read_line(const Cells& cells, Expected& out) {
    const std::string_view kind = cells[0];
    if (kind == "records" && cells.size() == 2)
        out.records = numbers(cells[1]);
    else if (kind == "findings" && cells.size() == 2)
        out.findings = numbers(cells[1]);
    else if (kind == "shape" && cells.size() == 2)
        read_shape(cells[1], out);
    else if (kind == "layout")
        out.lines = true;
    else if (kind == "fact" && cells.size() > 2)
        out.facts.push_back({std::string(cells[1]), fact_of(cells)});
    else if (kind == "reads" && cells.size() == 2)
        out.reads.emplace_back(cells[1]);
    else if (kind == "miss" && cells.size() == 4)
        out.misses.push_back({std::string(cells[1]), std::string(cells[2]), std::string(cells[3])});
    else
        out.facts.push_back({"one", Fact{{}, {}, {}, {"not understood: " + std::string(kind)}, {}}});
}

} // namespace

std::vector<Expected> expectations() {
    std::vector<Expected> out;
    for (const auto& entry : std::filesystem::directory_iterator(data_path(""))) {
        const auto path = entry.path() / "expected.tsv";
        if (!std::filesystem::exists(path)) continue;
        Expected e;
        e.slug = entry.path().filename().string();
        const std::string table = read_file(path.string());
        for (const std::string_view line : split(table, '\n'))
            if (!line.empty() && line.front() != '#') read_line(split(line, '\t'), e);
        out.push_back(std::move(e));
    }
    std::sort(out.begin(), out.end(), [](const Expected& a, const Expected& b) { return a.slug < b.slug; });
    return out;
}

} // namespace parapet::test
