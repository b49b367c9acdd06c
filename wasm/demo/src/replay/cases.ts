/** The events to replay: the project's fixtures and the reader's own. */

import { computed, signal } from '@preact/signals';
import { type Link, linkTo, onLink, readLink, showLink } from '../app/route';
import { eventIn } from './pasted';

export interface Case {
  name: string;
  event: string;
  /** The function's settings as JSON, if there are any. */
  settings: string | undefined;
  /** The response that the function must return; undefined for the reader's own events. */
  recorded: string | undefined;
}

/** A case as edited by the reader. */
export interface Draft {
  event: string;
  settings: string;
}

export const fixtures = signal<Case[]>([]);
export const ownCases = signal<Case[]>([]);
const drafts = signal<ReadonlyMap<string, Draft>>(new Map());
export const chosenName = signal<string | undefined>(undefined);
export const loadFailed = signal('');

export const chosen = computed(() =>
  [...ownCases.value, ...fixtures.value].find(({ name }) => name === chosenName.value),
);

interface Fixture {
  name: string;
  event: string;
  response: string;
  settings: string | null;
}

let loading: Promise<void> | undefined;

/** Fetches the fixtures once. After a failure, the next call tries again. */
export function loadFixtures(): Promise<void> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    loadFailed.value = `cannot load the fixtures: ${String(error)}; reload the page to try again`;
  });
  return loading;
}

async function load(): Promise<void> {
  const response = await fetch(new URL('fixtures.json', document.baseURI));
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  const read = (await response.json()) as Fixture[];
  fixtures.value = read.map(({ name, event, response, settings }) => ({
    name,
    event,
    settings: settings ?? undefined,
    recorded: response,
  }));
  loadFailed.value = '';
  follow(readLink());
  onLink(follow);
}

/** Shows the case that a link names, if it exists. */
function follow({ tab, parameters }: Link): void {
  const linked = tab === 'replay' ? parameters.get('case') : null;
  if (fixtures.peek().some(({ name }) => name === linked)) chosenName.value = linked ?? undefined;
}

/** Shows a case. Fixtures also go into the address, because other visitors have them too. */
export function choose(name: string): void {
  chosenName.value = name;
  const isFixture = fixtures.peek().some((fixture) => fixture.name === name);
  showLink(linkTo('replay', isFixture ? { case: name } : {}));
}

/** Adds an event of the reader's own and shows it. */
export function addOwnCase(label: string, event: string, settings?: string): void {
  const number = ownCases.peek().length + 1;
  const name = `${label} ${number}`;
  ownCases.value = [{ name, event: eventIn(event), settings, recorded: undefined }, ...ownCases.peek()];
  choose(name);
}

export function removeOwnCase(name: string): void {
  ownCases.value = ownCases.peek().filter((own) => own.name !== name);
  if (chosenName.peek() === name) chosenName.value = undefined;
}

/** The case without the reader's edits. */
export function asRecorded({ event, settings }: Case): Draft {
  return { event, settings: settings ?? '' };
}

export function isAsRecorded(one: Case, draft: Draft): boolean {
  const { event, settings } = asRecorded(one);
  return draft.event === event && draft.settings === settings;
}

/** The case with the reader's edits. */
export function draftOf(one: Case): Draft {
  return drafts.value.get(one.name) ?? asRecorded(one);
}

export function isEdited(one: Case): boolean {
  return !isAsRecorded(one, draftOf(one));
}

export function edit(one: Case, part: Partial<Draft>): void {
  drafts.value = new Map(drafts.peek()).set(one.name, { ...draftOf(one), ...part });
}

export function resetDraft(one: Case): void {
  const others = new Map(drafts.peek());
  others.delete(one.name);
  drafts.value = others;
}
