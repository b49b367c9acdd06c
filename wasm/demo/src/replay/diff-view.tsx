/** Two texts side by side with their differences marked, or in one column on narrow screens. */

import { json } from '@codemirror/lang-json';
import { MergeView, unifiedMergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'preact/hooks';
import { codeTheme } from '../ui/code-theme';

/** The width that two columns of code need. */
const WIDE = matchMedia('(min-width: 900px)');

interface Props {
  recorded: string;
  answer: string;
}

export function DiffView({ recorded, answer }: Props) {
  const parent = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!parent.current) return;
    const shared = [json(), EditorState.readOnly.of(true), EditorView.lineWrapping, codeTheme];
    const named = (label: string) => EditorView.contentAttributes.of({ 'aria-label': label });
    const view = WIDE.matches
      ? new MergeView({
          parent: parent.current,
          a: { doc: recorded, extensions: [shared, named('Recorded response')] },
          b: { doc: answer, extensions: [shared, named('Replayed response')] },
          collapseUnchanged: { margin: 3, minSize: 6 },
        })
      : new EditorView({
          parent: parent.current,
          doc: answer,
          extensions: [
            shared,
            named('Replayed response'),
            unifiedMergeView({ original: recorded, mergeControls: false }),
          ],
        });
    return () => view.destroy();
  }, [recorded, answer]);
  return (
    <div class="diff" data-testid="diff">
      <div class="diff-head" aria-hidden="true">
        <span>recorded</span>
        <span>replayed</span>
      </div>
      <div class="code" ref={parent} />
    </div>
  );
}
