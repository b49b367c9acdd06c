/** The SQL editor, with completion from the schema and errors underlined. */

import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeCompletion,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { SQLite, sql as sqlLanguage } from '@codemirror/lang-sql';
import { bracketMatching } from '@codemirror/language';
import { setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, Prec } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view';
import { effect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Schema } from '../http/bodies';
import { codeTheme } from '../ui/code-theme';
import { schema } from './database';
import { cancelQuery, isRunning, run, selected, sql } from './run';

/** The current editor, for inserting at its cursor. */
let shown: EditorView | undefined;

/** Inserts text at the cursor. */
export function insertIntoEditor(text: string): void {
  if (!shown) return;
  shown.dispatch(shown.state.replaceSelection(text));
  shown.focus();
}

export function focusEditor(): void {
  shown?.focus();
}

export function SqlEditor({ onRun }: { onRun(): void }) {
  const parent = useRef<HTMLDivElement>(null);
  const submit = useRef(onRun);
  submit.current = onRun;

  useEffect(() => {
    if (!parent.current) return;
    const language = new Compartment();
    const submitNow = () => {
      submit.current();
      return true;
    };
    const view = new EditorView({
      parent: parent.current,
      doc: sql.peek(),
      extensions: [
        // While a query runs, Escape cancels it rather than closing a list of completions.
        Prec.highest(
          keymap.of([
            { key: 'Mod-Enter', run: submitNow },
            { key: 'Escape', run: cancelRunning },
          ]),
        ),
        language.of(languageFor(schema.peek())),
        lineNumbers(),
        highlightSpecialChars(),
        highlightActiveLine(),
        drawSelection(),
        history(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({ icons: false }),
        highlightSelectionMatches(),
        search({ top: true }),
        placeholder('select … (run with Ctrl+Enter or ⌘Enter)'),
        // Tab leaves the editor, as it does everywhere on the page, unless a completion is offered.
        keymap.of([{ key: 'Tab', run: acceptCompletion }]),
        keymap.of([...completionKeymap, ...searchKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.contentAttributes.of({ 'aria-label': 'SQL', spellcheck: 'false', autocapitalize: 'off' }),
        EditorView.lineWrapping,
        EditorView.updateListener.of((update) => {
          if (update.docChanged) sql.value = update.state.doc.toString();
          const { from, to } = update.state.selection.main;
          if (update.selectionSet || update.docChanged) selected.value = { from, to };
        }),
        codeTheme,
      ],
    });
    shown = view;
    const stop = [
      effect(() => replace(view, sql.value)),
      effect(() => view.dispatch({ effects: language.reconfigure(languageFor(schema.value)) })),
      effect(() => underline(view)),
      // A late list of completions would cover the result.
      effect(() => {
        if (isRunning.value) closeCompletion(view);
      }),
    ];
    return () => {
      for (const end of stop) end();
      view.destroy();
      shown = undefined;
    };
  }, []);

  return <div class="code sql-editor" ref={parent} />;
}

/** A key command that handles the key only while a query is running. */
function cancelRunning(): boolean {
  const running = isRunning.peek();
  if (running) cancelQuery();
  return running;
}

function replace(view: EditorView, text: string): void {
  const length = view.state.doc.length;
  if (view.state.doc.toString() === text) return;
  view.dispatch({ changes: { from: 0, to: length, insert: text }, selection: { anchor: text.length } });
}

function languageFor(schema: Schema | undefined) {
  const relations = [...(schema?.tables ?? []), ...(schema?.views ?? [])];
  const tables = relations.map(({ name, columns }) => [
    name,
    columns.map((column) => ({ label: column.name, detail: column.type.toLowerCase(), type: 'property' })),
  ]);
  return sqlLanguage({ dialect: SQLite, schema: Object.fromEntries(tables) });
}

function underline(view: EditorView): void {
  const state = run.value;
  const place = state.state === 'failed' ? state.place : undefined;
  const length = view.state.doc.length;
  const diagnostics =
    state.state === 'failed' && place && place.from < length
      ? [{ from: place.from, to: Math.min(place.to, length), severity: 'error' as const, message: state.detail }]
      : [];
  view.dispatch(setDiagnostics(view.state, diagnostics));
}
