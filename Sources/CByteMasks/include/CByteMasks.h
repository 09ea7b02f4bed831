/// Looks at 64 bytes at a time, which Swift's own vectors cannot turn into bits. Clang makes SSE2 or NEON of it, or plain code where there is
/// neither; nothing newer than the processor's base set is assumed.
#ifndef CBYTEMASKS_H
#define CBYTEMASKS_H

#include <stdbool.h>
#include <stdint.h>

typedef uint8_t CByteMasksBytes __attribute__((vector_size(64)));
typedef bool CByteMasksBits __attribute__((ext_vector_type(64)));

/// Bit n says whether byte n of the 64 equals `byte`. No alignment is needed.
static inline uint64_t CByteMasksEqual(const void *_Nonnull bytes, uint8_t byte) {
    CByteMasksBytes text;
    __builtin_memcpy(&text, bytes, sizeof text);
    CByteMasksBits bits = __builtin_convertvector(text == byte, CByteMasksBits);
    uint64_t mask;
    __builtin_memcpy(&mask, &bits, sizeof mask);
    return mask;
}

#endif
