/** What is too much, and why. Every limit ends in an error that names it, never in a crash or a silent cut. */

const MiB = 1024 * 1024;

/**
 * The longest record that is held in memory and given to an adapter. Real records of 50 MB exist (a directory export on one line); parsed, such
 * a one takes some ten times its size, and the next step up would not fit beside the engine. A longer one is rejected at its position.
 */
export const LONGEST_RECORD = 56 * MiB;

/** Archives inside archives: more than any export has, few enough that a quine of archives ends soon. */
export const DEEPEST_NESTING = 4;
export const DEEPEST_FOLDER = 64;
/** Members of one archive. A year of hourly CloudTrail files of 20 accounts in 17 regions is 3 million; as an archive, nobody has sent that yet. */
export const MOST_ENTRIES = 500_000;
/** The directory of such a zip, with names of 250 characters. */
export const LARGEST_DIRECTORY = 256 * MiB;

/**
 * Deflate gets at most 1032:1, JSON logs 10:1 to 60:1. Beyond 200:1 and this size it is a bomb or noise, and no log. Small members may have any ratio:
 * a megabyte of zeros harms nobody.
 */
export const BOMB_RATIO = 200;
export const BOMB_FREE = 256 * MiB;

/** Read sizes. Gunzip is three times faster into 1 MB chunks than into its default of 16 KB. */
export const FILE_CHUNK = MiB;
/** A write to zlib and back is a trip between threads; more at once would let a bomb unpack to more than a hundred megabytes before it is seen. */
export const PACKED_CHUNK = MiB / 8;
export const FIRST_PACKED = 48 * 1024;
export const INFLATE_CHUNK = MiB;
/** Packed files up to this size are read whole, and unpacked at once where they unpack to no more than this. */
export const WHOLE_PACKED = 16 * MiB;
export const WHOLE_UNPACKED = MiB / 2;
/** Unpacked sources that the raw reader keeps for the next look. */
export const RAW_KEPT = 128 * MiB;
