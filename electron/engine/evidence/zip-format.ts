/** The numbers of the zip format (PKWARE APPNOTE 6.3), shared by writer and reader. */

export const LOCAL_HEADER = 0x04034b50;
export const CENTRAL_HEADER = 0x02014b50;
export const END_RECORD = 0x06054b50;
export const ZIP64_END_RECORD = 0x06064b50;
export const ZIP64_LOCATOR = 0x07064b50;
export const DATA_DESCRIPTOR = 0x08074b50;

export const LOCAL_SIZE = 30;
export const CENTRAL_SIZE = 46;
export const END_SIZE = 22;
export const ZIP64_END_SIZE = 56;
export const ZIP64_LOCATOR_SIZE = 20;

export const ZIP64_EXTRA = 0x0001;
export const MAX32 = 0xffffffff;
export const MAX16 = 0xffff;

export const STORED = 0;
export const DEFLATED = 8;
