#include "core/base/hash.h"
#include "core/base/sha256_x86.h"
#include "tests/support/support.h"

#include <sodium.h>

#include <array>
#include <random>

using namespace parapet;

class HashTest : public QObject {
    Q_OBJECT
private slots:
    // FIPS 180-4's own examples and the empty text.
    void known_answers_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("digest");
        QTest::newRow("empty") << QByteArray() << "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        QTest::newRow("abc") << QByteArray("abc") << "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        QTest::newRow("a million a") << QByteArray(1'000'000, 'a')
                                     << "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
    }
    void known_answers() {
        QFETCH(QByteArray, text);
        QFETCH(QString, digest);
        QCOMPARE(test::q(sha256_hex(text.toStdString())), digest);
    }

    void pieces_of_any_length_agree_with_libsodium() {
        std::mt19937 random(42);
        for (int round = 0; round < 300; ++round) {
            std::string text(random() % 20000, '\0');
            for (char& c : text)
                c = static_cast<char>(random());
            Sha256 hash;
            for (std::size_t at = 0; at < text.size();) {
                const std::size_t n = std::min<std::size_t>(text.size() - at, random() % 3000);
                hash.update(std::string_view(text).substr(at, n));
                at += n;
            }
            std::array<unsigned char, crypto_hash_sha256_BYTES> want{};
            crypto_hash_sha256(want.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
            std::array<char, 65> hex{};
            sodium_bin2hex(hex.data(), hex.size(), want.data(), want.size());
            QCOMPARE(test::q(hash.hex()), QString::fromLatin1(hex.data()));
        }
    }

    void says_which_way_it_goes() { qInfo("SHA instructions: %s", has_sha256_instructions() ? "yes" : "no"); }
};

QTEST_APPLESS_MAIN(HashTest)
#include "hash_test.moc"
