/// Looks at 64 bytes at a time: what Swift cannot do, since its vectors do not turn into bits, and it compiles for one processor only.
#ifndef CBYTEMASKS_H
#define CBYTEMASKS_H

#include <stddef.h>
#include <stdint.h>

/// Where fields and rows end; filled block by block.
typedef struct {
    /// Offsets of the delimiters and line feeds outside quotes, and how many there are.
    uint32_t *_Nonnull ends;
    size_t endCount;
    /// How many of `ends` there are up to and with the last one of each row, and how many rows.
    uint32_t *_Nonnull rowEnds;
    size_t rowCount;
    /// Line feeds within quotes.
    size_t quotedFeeds;
    /// All ones after an odd number of quotes, else 0.
    uint64_t quoted;
} CByteMasksFields;

/// Adds the fields of `blockCount` blocks of 64 bytes each, of which the first one has this offset. Needs room for 64 rows per block and
/// one more, and for as many ends and 12 more.
void CByteMasksFindFields(
    const uint8_t *_Nonnull bytes, size_t blockCount, uint32_t offset, uint8_t delimiter, CByteMasksFields *_Nonnull fields);

#endif
