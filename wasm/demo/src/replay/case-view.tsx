/** One case: its event, the response, the recorded response and their difference. */

import { useEffect, useState } from 'preact/hooks';
import { cargoLambda, curl } from '../http/command-line';
import { requestOf } from '../http/translate';
import { database } from '../query/database';
import { CopyButton, copy } from '../ui/clipboard';
import { Icon } from '../ui/icon';
import { JsonEditor } from '../ui/json-editor';
import { Menu } from '../ui/menu';
import { Tabs } from '../ui/tabs';
import { AnswerPanel, VerdictBar } from './answer-panel';
import { type Case, draftOf, edit, isEdited, removeOwnCase, resetDraft } from './cases';
import { endpoint } from './live';
import { LivePanel } from './live-panel';
import { forget, replay, replayOnFile, replayStates } from './replay';

const INPUTS = [
  { value: 'event', label: 'Event' },
  { value: 'settings', label: 'Settings' },
] as const;

type Input = (typeof INPUTS)[number]['value'];

export function CaseView({ one }: { one: Case }) {
  const [input, setInput] = useState<Input>('event');
  const draft = draftOf(one);
  const state = replayStates.value.get(one.name);
  // A case is replayed when it is first shown, and later only on request.
  useEffect(() => {
    if (!replayStates.peek().has(one.name)) void replay(one);
  }, [one.name]);
  const running = state?.state === 'running' ? state : undefined;
  return (
    <article class="case-view" aria-label={one.name}>
      <header class="case-head">
        <h2>{one.name}</h2>
        {isEdited(one) && (
          <button
            type="button"
            class="button small"
            onClick={() => {
              resetDraft(one);
              forget(one.name);
            }}
          >
            <Icon name="reset" /> Undo changes
          </button>
        )}
        <span class="spring" />
        {one.recorded === undefined && <OwnCaseActions one={one} />}
        <Menu label="Copy as" icon="copy" align="end" items={copyItems(one)} />
        {running ? (
          <button type="button" class="button danger" onClick={() => running.controller.abort()}>
            <Icon name="stop" /> Cancel
          </button>
        ) : (
          <button type="button" class="button primary" onClick={() => replay(one)}>
            <Icon name="run" /> Replay
          </button>
        )}
      </header>
      <VerdictBar one={one} state={state} />
      <div class="case-panes">
        <section class="pane" aria-label="Event">
          <div class="pane-bar">
            <Tabs<Input> label="Input" id="input" size="small" tabs={INPUTS} value={input} onChange={setInput} />
            <span class="spring" />
            <CopyButton what={input} text={() => draft[input]} />
          </div>
          <div
            class="pane-body"
            tabIndex={0}
            id={`input-panel-${input}`}
            role="tabpanel"
            aria-labelledby={`input-tab-${input}`}
          >
            <JsonEditor
              key={`${one.name} ${input}`}
              label={input === 'event' ? 'Event' : 'Settings'}
              value={draft[input]}
              placeholder={input === 'settings' ? 'no settings; for example {"LIMBDA_MAX_ROWS": "100"}' : ''}
              onChange={(value) => edit(one, { [input]: value })}
              wrap
            />
          </div>
        </section>
        <AnswerPanel one={one} state={state} />
      </div>
      <LivePanel one={one} />
    </article>
  );
}

function OwnCaseActions({ one }: { one: Case }) {
  const file = database.value;
  return (
    <>
      {file && !file.isDemo && (
        <label class="choice">
          <span>On</span>
          <select
            value={replayOnFile.value ? 'file' : 'demo'}
            onChange={({ currentTarget }) => {
              replayOnFile.value = currentTarget.value === 'file';
            }}
          >
            <option value="demo">nycflights.db</option>
            <option value="file">{file.name}</option>
          </select>
        </label>
      )}
      <button type="button" class="button" onClick={() => removeOwnCase(one.name)}>
        Remove
      </button>
    </>
  );
}

function copyItems(one: Case) {
  const draft = draftOf(one);
  const { event } = draft;
  const fixture = one.recorded !== undefined && !isEdited(one) ? one.name : undefined;
  return [
    {
      label: 'curl',
      hint: 'to the live endpoint',
      choose: () =>
        copy(
          requestOf(draft).then((request) => curl(endpoint.peek(), request)),
          'curl command',
        ),
    },
    { label: 'Event JSON', choose: () => copy(event, 'event') },
    { label: 'cargo lambda invoke', choose: () => copy(cargoLambda(event, fixture), 'command') },
  ];
}
