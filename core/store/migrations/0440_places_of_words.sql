-- The bytes of search_posting have a new form: which rows hold a word and where in them (core/store/search/postings.h). The
-- index is built anew from its tables as soon as all migrations are done (core/store/migrate.cpp).
DELETE FROM search_posting;
