/** The address after its `#`: the tab, and the query or case to show. */

import { signal } from '@preact/signals';

export type Tab = 'query' | 'replay';

export interface Link {
  tab: Tab;
  parameters: URLSearchParams;
}

export const tab = signal<Tab>(readLink().tab);

/** `#query?sql=...&params=...` or `#replay?case=...` */
export function readLink(): Link {
  const [name, query = ''] = splitOnce(location.hash.slice(1), '?');
  return { tab: name === 'replay' ? 'replay' : 'query', parameters: new URLSearchParams(query) };
}

/** Calls back when the reader follows or pastes another link to this page. */
export function onLink(follow: (link: Link) => void): () => void {
  const listener = () => follow(readLink());
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

onLink((link) => {
  tab.value = link.tab;
});

export function linkTo(tab: Tab, parameters: Record<string, string> = {}): string {
  const query = new URLSearchParams(parameters).toString();
  return `#${tab}${query && `?${query}`}`;
}

/** Puts a link into the address without adding an entry to the browser's history. */
export function showLink(hash: string): void {
  history.replaceState(null, '', hash);
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
