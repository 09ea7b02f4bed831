/// Looks at 64 bytes and at four numbers at a time: what Swift cannot do, since its vectors do not turn into bits, and it compiles for one processor
/// only.
#ifndef CBYTEMASKS_H
#define CBYTEMASKS_H

#include <stdbool.h>
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

/// Whether an odd number of the bytes is this one.
bool CByteMasksHasOddCount(const uint8_t *_Nonnull bytes, size_t count, uint8_t byte);

/// A column of whole numbers: which one it is, and where its numbers go.
typedef struct {
    size_t column;
    size_t place;
} CByteMasksColumn;

/// Reads the numbers of 1 to 8 digits in four columns of some rows. `ends`: offsets of the ends of fields; `rows`: for each row where among them that
/// of the row before is. Needs eight bytes from the beginning of each field on. Rows in which one is no such number are marked; what is written of them
/// means nothing.
void CByteMasksReadNumbers(
    const uint8_t *_Nonnull bytes, const uint32_t *_Nonnull ends, const intptr_t *_Nonnull rows, size_t rowCount,
    const CByteMasksColumn *_Nonnull columns, intptr_t *_Nonnull numbers, bool *_Nonnull isOther);

#endif
