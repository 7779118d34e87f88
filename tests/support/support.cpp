#include "tests/support/support.h"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace parapet::test {

std::string data_path(const std::string& name) {
    return std::string(PARAPET_TEST_DATA) + "/" + name;
}

std::string read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const std::string& path, std::string_view bytes) {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream out(path, std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::string corpus_path(const std::string& name) {
    const std::string path = std::string(PARAPET_CORPUS) + "/" + name;
    return std::filesystem::exists(path) ? path : std::string();
}

std::string temp_path(const std::string& name) {
    static QTemporaryDir dir;
    return dir.path().toStdString() + "/" + name;
}

} // namespace parapet::test
