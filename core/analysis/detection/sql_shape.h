#pragma once
// The grammar of an injection, whatever its words: a value is read as SQL would read it if it were pasted into a
// statement, bare and inside each kind of quote, and each reading is written as one letter a token. Rules on these
// shapes (`in: shape`) tell "x' or 'a'='a" (1s&s=S) from "rock 'n' roll" (1snsn).
//
//   first character: 0 pasted bare, 1 inside '…', 2 inside "…", 3 inside `…`,
//   a, b, c the same where the quote follows a space, as in prose; 4, 5, 6 the same where a backslash keeps the quote
//   open 1 number, NULL, TRUE, FALSE   v @variable   s string   S open string that the pasted-into quote closes z open
//   string of another quote   n word   f known function   E word that starts a statement   U UNION, EXCEPT … k FROM,
//   WHERE, INTO, AS, CASE …   B GROUP BY, ORDER BY, HAVING, LIMIT …   & AND, OR, XOR, &&   | the operator || =
//   comparison   g lone < or >   w comparison by a word: LIKE, IN, IS …   + arithmetic * + ^ | ~ ::   d signs that
//   prose has too: - / % &   m MOD, DIV   ! NOT   c comment to the end   x executed comment
//   ( ) , ; . [ ] { } as they are   p any other sign

#include <string>
#include <string_view>

namespace parapet::detect {

// Appends a line for the bare reading and one for each quote that occurs. Reads at most 4 KiB and 120 tokens of it.
void append_sql_shapes(std::string_view value, std::string& out);

// One letter of the alphabet above for a word, 'n' when it is none of SQL's.
[[nodiscard]] char sql_word_class(std::string_view word, bool called);

} // namespace parapet::detect
