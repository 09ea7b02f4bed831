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
