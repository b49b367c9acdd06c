/** Links that contain a query. */

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

/** Loads the query from the address and returns whether there was one. */
export function takeLink(): boolean {
  const { tab, parameters } = readLink();
  const linked = parameters.get('sql');
  if (tab !== 'query' || !linked) return false;
  sql.value = linked;
  params.value = parameters.get('params') ?? '';
  run.value = { state: 'idle' };
  return true;
}

/** Runs a linked query without permission to write, because the link may come from someone else. */
export function runLinked(): Promise<void> {
  return runQuery('reader');
}
