/// The compression function of SHA-256 (FIPS 180-4, section 6.2.2), by the instructions that many processors have for it and Swift does not reach: eight times as
/// fast.
#ifndef CSHA256_H
#define CSHA256_H

#include <stddef.h>
#include <stdint.h>

/// Takes so many blocks of 64 bytes into the eight words of the state.
void CSHA256Compress(uint32_t *_Nonnull state, const uint8_t *_Nonnull blocks, size_t count);

/// The same without these instructions.
void CSHA256CompressPortably(uint32_t *_Nonnull state, const uint8_t *_Nonnull blocks, size_t count);

#endif
