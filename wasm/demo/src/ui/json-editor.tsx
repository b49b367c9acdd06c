/** An editor for JSON, read-only or not. */

import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, foldGutter, foldKeymap } from '@codemirror/language';
import { Annotation, EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { useEffect, useRef } from 'preact/hooks';
import { codeTheme } from './code-theme';

/** Marks a change made by the page, which must not be reported back to it. */
const fromPage = Annotation.define<boolean>();

interface Props {
  label: string;
  value: string;
  onChange?(value: string): void;
  placeholder?: string;
  /** Whether long lines are wrapped. */
  wrap?: boolean;
}

export function JsonEditor({ label, value, onChange, placeholder: hint = '', wrap = false }: Props) {
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const report = useRef(onChange);
  report.current = onChange;

  // The effect below puts new values into the existing editor.
  useEffect(() => {
    if (!parent.current) return;
    const reading: Extension = onChange ? [history(), keymap.of(historyKeymap)] : EditorState.readOnly.of(true);
    view.current = new EditorView({
      parent: parent.current,
      doc: value,
      extensions: [
        json(),
        foldGutter(),
        bracketMatching(),
        reading,
        wrap ? EditorView.lineWrapping : [],
        placeholder(hint),
        keymap.of([...foldKeymap, ...defaultKeymap]),
        EditorView.contentAttributes.of({ 'aria-label': label }),
        EditorView.updateListener.of((update) => {
          const own = update.transactions.some((transaction) => transaction.annotation(fromPage));
          if (update.docChanged && !own) report.current?.(update.state.doc.toString());
        }),
        codeTheme,
      ],
    });
    return () => view.current?.destroy();
  }, [wrap]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === value) return;
    const changes = { from: 0, to: editor.state.doc.length, insert: value };
    editor.dispatch({ changes, annotations: fromPage.of(true) });
  }, [value]);

  return <div class="code" ref={parent} />;
}
