// Paths -> files.

#include "core/ingest/walk.h"

#include "core/base/text.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>

namespace parapet {
namespace {

namespace fs = std::filesystem;

constexpr int k_max_folder_depth = 100;

class FileFinder {
public:
    FileFinder(FoundFiles& out, JobContext& job)
        : out_(out)
        , job_(job) {}

    Result<void> named(const std::string& path) {
        if (path == "-") {
            out_.files.push_back({path, WayIn::standard_input, 0, {}});
            return {};
        }
        struct stat facts {};
        if (path.find('\0') == std::string::npos && ::stat(path.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode))
            return folder(path, facts, 0);
        // Whatever is wrong with it is said when it is opened.
        out_.files.push_back({path, WayIn::file, static_cast<std::uint64_t>(std::max<off_t>(0, facts.st_size)), {}});
        return {};
    }

private:
    Result<void> folder(const std::string& path, const struct stat& facts, int depth) {
        if (Result<void> go = job_.check(); !go) return go;
        if (depth > k_max_folder_depth || !visited_.insert({facts.st_dev, facts.st_ino}).second) {
            reject(path, {Errc::limit, "folders are nested in a loop or too deeply", path, "name a folder further in"});
            return {};
        }
        std::error_code error;
        std::vector<std::string> names;
        for (fs::directory_iterator it(path, error), end; !error && it != end; it.increment(error))
            names.push_back(it->path().filename().string());
        if (error)
            reject(path,
                   {Errc::unreadable, "the folder cannot be read: " + error.message(), path, "check its permissions"});
        std::sort(names.begin(), names.end());
        for (const std::string& name : names) {
            Result<void> more = entry(path.ends_with('/') ? path + name : path + "/" + name, name, depth);
            if (!more) return more;
        }
        return {};
    }

    Result<void> entry(const std::string& path, const std::string& name, int depth) {
        struct stat facts {};
        if (::lstat(path.c_str(), &facts) != 0) {
            reject(path, {Errc::unreadable, fmt::format("it cannot be looked at: {}", std::strerror(errno)), path,
                          "check its permissions"});
            return {};
        }
        if (S_ISLNK(facts.st_mode)) {
            note(path, "a symbolic link in a folder is not followed");
            return {};
        }
        if (S_ISDIR(facts.st_mode)) {
            if (name == ".git") {
                note(path, "what git keeps for itself is not read");
                return {};
            }
            return folder(path, facts, depth + 1);
        }
        if (!S_ISREG(facts.st_mode)) {
            reject(path,
                   {Errc::unreadable, fmt::format("it is {}, only regular files are read", kind_of_file(facts.st_mode)),
                    path, "leave it out"});
            return {};
        }
        out_.files.push_back({path, WayIn::folder, static_cast<std::uint64_t>(facts.st_size), {}});
        return {};
    }

    void reject(const std::string& path, Error error) {
        out_.files.push_back({path, WayIn::folder, 0, std::move(error)});
    }
    void note(const std::string& path, std::string what) {
        out_.notes.push_back({Errc::unreadable, std::move(what), path, "name it itself to have it read"});
    }

    FoundFiles& out_;
    JobContext& job_;
    std::set<std::pair<dev_t, ino_t>> visited_;
};

} // namespace

std::string_view name_of(WayIn way_in) {
    switch (way_in) {
    case WayIn::file:
        return "File";
    case WayIn::folder:
        return "Folder";
    case WayIn::archive:
        return "Archive";
    case WayIn::standard_input:
        return "Standard input";
    }
    return "File";
}

Result<FoundFiles> find_input_files(const std::vector<std::string>& paths, JobContext& job) {
    FoundFiles out;
    FileFinder finder(out, job);
    for (const std::string& path : paths)
        if (Result<void> found = finder.named(path); !found) return fail(std::move(found.error()));
    return out;
}

} // namespace parapet
