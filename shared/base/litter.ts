/** What operating systems leave in folders and archives: it is nobody's log, and no part of a package. */
export const isLitter = (name: string): boolean => /(?:^|\/)(?:__MACOSX\/.*|\._[^/]*|\.DS_Store|Thumbs\.db|desktop\.ini)$/.test(name);
