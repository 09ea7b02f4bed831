#include "CByteMasks.h"

#include <stdbool.h>

// Compiled for three generations of processors, of which the program takes the best that it finds itself on.
#if defined(__x86_64__) && defined(__linux__) && defined(__GLIBC__)
#define FOR_EACH_PROCESSOR __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define FOR_EACH_PROCESSOR
#endif

typedef uint8_t Bytes __attribute__((vector_size(64)));
typedef bool Bits __attribute__((ext_vector_type(64)));

/// Bit n says whether byte n equals `byte`.
#define EQUAL(bytes, byte) __builtin_bit_cast(uint64_t, __builtin_convertvector((bytes) == (uint8_t)(byte), Bits))

/// How many ends there are up to and with the first of these line feeds.
static inline uint32_t rowEnd(const CByteMasksFields *found, uint64_t ends, uint64_t feeds) {
    return (uint32_t)(found->endCount + (size_t)__builtin_popcountll(ends & (feeds ^ (feeds - 1))));
}

FOR_EACH_PROCESSOR
void CByteMasksFindFields(
    const uint8_t *bytes, size_t blockCount, uint32_t offset, uint8_t delimiter, CByteMasksFields *fields) {
    CByteMasksFields found = *fields;
    for (size_t block = 0; block < blockCount; block++, offset += 64) {
        Bytes text;
        __builtin_memcpy(&text, bytes + 64 * block, sizeof text);
        uint64_t feeds = EQUAL(text, '\n');
        uint64_t ends = EQUAL(text, delimiter) | feeds;
        uint64_t quotes = EQUAL(text, '"');
        if (quotes | found.quoted) {
            // After each bit whether the number of quotes up to it is odd.
            for (int shift = 1; shift < 64; shift *= 2) quotes ^= quotes << shift;
            quotes ^= found.quoted;
            found.quoted = (uint64_t)((int64_t)quotes >> 63);
            found.quotedFeeds += (size_t)__builtin_popcountll(feeds & quotes);
            ends &= ~quotes;
            feeds &= ~quotes;
        }
        // Most blocks have one or none: written without asking, since that would be guessed wrong.
        found.rowEnds[found.rowCount] = rowEnd(&found, ends, feeds);
        found.rowCount += feeds != 0;
        while (feeds &= feeds - 1) found.rowEnds[found.rowCount++] = rowEnd(&found, ends, feeds);
        // Twelve at a time, since a block rarely has more and a loop that ends anywhere is guessed wrong.
        size_t count = (size_t)__builtin_popcountll(ends);
        uint32_t *target = found.ends + found.endCount;
        found.endCount += count;
        for (size_t done = 0; done < count; done += 12) {
            for (size_t next = 0; next < 12; next++, ends &= ends - 1) {
                target[done + next] = offset + (ends ? (uint32_t)__builtin_ctzll(ends) : 64);
            }
        }
    }
    *fields = found;
}

FOR_EACH_PROCESSOR
bool CByteMasksHasOddCount(const uint8_t *bytes, size_t count, uint8_t byte) {
    uint64_t sum = 0;
    size_t done = 0;
    // The bits of the sum are as odd in number as those of all blocks.
    for (; done + 64 <= count; done += 64) {
        Bytes text;
        __builtin_memcpy(&text, bytes + done, sizeof text);
        sum ^= EQUAL(text, byte);
    }
    for (; done < count; done++) sum ^= bytes[done] == byte;
    return __builtin_parityll(sum);
}

typedef uint64_t Words __attribute__((vector_size(32)));
typedef uint32_t Halves __attribute__((vector_size(32)));
typedef uint16_t Quarters __attribute__((vector_size(32)));

FOR_EACH_PROCESSOR
void CByteMasksReadNumbers(
    const uint8_t *bytes, const uint32_t *ends, const intptr_t *rows, size_t rowCount, const CByteMasksColumn *columns,
    intptr_t *numbers, bool *isOther) {
    const CByteMasksColumn a = columns[0], b = columns[1], c = columns[2], d = columns[3];
    for (size_t row = 0; row < rowCount; row++) {
        const uint32_t *fields = ends + rows[row];
        Words text, shifts;
        bool other = false;
#define TAKE(lane, one)                                                      \
    {                                                                        \
        uint32_t start = fields[one.column] + 1;                             \
        uint32_t digits = fields[one.column + 1] - start;                    \
        uint64_t word;                                                       \
        __builtin_memcpy(&word, bytes + start, sizeof word);                 \
        text[lane] = word;                                                   \
        shifts[lane] = (64 - 8 * (uint64_t)digits) & 63;                     \
        other |= digits - 1 >= 8;                                            \
    }
        TAKE(0, a) TAKE(1, b) TAKE(2, c) TAKE(3, d)
#undef TAKE
        // What follows the digits is shifted out, and zeros come in before them.
        text = (text ^ 0x3030303030303030) << shifts;
        Words wrong = ((text + 0x7676767676767676) | text) & 0x8080808080808080;
        isOther[row] = other | (__builtin_reduce_or(wrong) != 0);
        Quarters tens = (Quarters)text;
        tens = (tens & 0xFF) * 10 + (tens >> 8);
        Halves hundreds = (Halves)tens;
        hundreds = (hundreds & 0xFFFF) * 100 + (hundreds >> 16);
        Words all = (Words)hundreds;
        all = (all & 0xFFFFFFFF) * 10000 + (all >> 32);
        numbers[a.place + row] = (intptr_t)all[0];
        numbers[b.place + row] = (intptr_t)all[1];
        numbers[c.place + row] = (intptr_t)all[2];
        numbers[d.place + row] = (intptr_t)all[3];
    }
}
