#include "core/ingest/parse_document.h"

#include "core/ingest/scoring_sink.h"

#include <exception>
#include <new>

namespace parapet {

ParseOptions parse_options(const ImportOptions& options, const Input& input, Time now) {
    ParseOptions out;
    out.default_host = options.asset;
    out.zone = options.zone;
    out.keep_harmless = options.keep_harmless;
    out.limits = &options.limits;
    const std::optional<std::int64_t> modified = input.modified_unix_seconds();
    // A file from 1980 (a .zip without dates) or from the future says nothing.
    const bool sensible = modified && *modified > 500'000'000 && *modified <= unix_seconds(now) + 86400;
    out.reference = sensible ? from_unix_seconds(*modified) : now;
    return out;
}

namespace {

// Exceptions of libraries end here.
template<class Parse>
Result<ParseStats> guarded(std::string_view slug, Parse parse) {
    try {
        return parse();
    } catch (const std::bad_alloc&) {
        return fail(Errc::limit, "it needs more memory than there is", {}, "split it");
    } catch (const std::exception& e) {
        return fail(Errc::internal, std::string("the reader of ") + std::string(slug) + " failed: " + e.what(), {},
                    "please report it, with the file if it may be shown");
    }
}

} // namespace

Result<ParseStats> run_parser(const FormatInfo& format, Input& text, RecordSink& sink, JobContext& job,
                              const ParseOptions& options) {
    return guarded(format.slug, [&]() -> Result<ParseStats> {
        if (format.kind != FormatKind::findings) return format.parse(text, sink, job, options);
        ScoringSink scoring(sink);
        Result<ParseStats> stats = format.parse(text, scoring, job, options);
        if (stats) scoring.tell(*stats);
        return stats;
    });
}

Result<ParseStats> run_mapping(const ReportMapping& mapping, const Head& head, Input& text, RecordSink& sink,
                               JobContext& job, const ParseOptions& options) {
    return guarded("mapped reports", [&]() -> Result<ParseStats> {
        ScoringSink scoring(sink);
        Result<ParseStats> stats =
            parse_mapped(mapping, head.shape == Head::Shape::json_lines, text, scoring, job, options);
        if (stats) scoring.tell(*stats);
        return stats;
    });
}

Error at_path(Error error, const std::string& path) {
    if (error.where.empty() || path.ends_with(error.where)) {
        error.where = path;
    } else if (!error.where.starts_with(path)) {
        error.where = path + ": " + error.where;
    }
    return error;
}

Result<void> check_options(const ImportOptions& options) {
    if (!options.format.empty() && !find_format(options.format))
        return fail(Errc::bad_argument, "there is no format \"" + options.format + "\"", "--format",
                    "see `parapet formats`");
    Result<std::string> zone = format_rfc3339_in(Time{}, options.zone);
    if (!zone) {
        Error error = zone.error();
        error.code = Errc::bad_argument;
        return fail(std::move(error));
    }
    return {};
}

} // namespace parapet
