import { readFile } from 'node:fs/promises';
import { PAGE_HEADERS, type PageFile } from '../client/page.ts';
import { isOurs } from './origin.ts';

/** Answers `app://tracewake/…` from the closed list of the built page. */
export async function pageResponse(address: string, files: ReadonlyMap<string, PageFile>): Promise<Response> {
  const found = isOurs(address) ? files.get(new URL(address).pathname) : undefined;
  if (found === undefined) return new Response('there is nothing here\n', { status: 404, headers: PAGE_HEADERS });
  return new Response(await readFile(found.path), { headers: { ...PAGE_HEADERS, 'content-type': found.type } });
}
