/** The link that holds a query. */

import { linkTo, readLink, showLink } from '../app/route';
import { params, run, runQuery, sql } from './run';

export function linkOfQuery(): string {
  const given = params.peek().trim();
  return linkTo('query', { sql: sql.peek(), ...(given && { params: given }) });
}

/** Puts the editor's query into the address. */
export function showQuery(): void {
  showLink(linkOfQuery());
}

/** Takes the query out of the address, if there is one, and says whether there was. */
export function takeLink(): boolean {
  const { tab, parameters } = readLink();
  const linked = parameters.get('sql');
  if (tab !== 'query' || !linked) return false;
  sql.value = linked;
  params.value = parameters.get('params') ?? '';
  run.value = { state: 'idle' };
  return true;
}

/** Runs a linked query without the right to write: whoever made the link is not the reader. */
export function runLinked(): Promise<void> {
  return runQuery('reader');
}
