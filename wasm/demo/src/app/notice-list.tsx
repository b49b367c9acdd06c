/** The notices below the header. Each stays until it is dismissed. */

import { Icon } from '../ui/icon';
import { dismiss, type Notice, notices } from './notices';

export function NoticeList() {
  return (
    <div class="notices" aria-live="assertive">
      {notices.value.map((notice) => (
        <NoticeBar key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function NoticeBar({ notice }: { notice: Notice }) {
  const { id, kind, title, text, details, action } = notice;
  return (
    <div class={`notice ${kind}`} data-testid="notice">
      <Icon name={kind === 'info' ? 'info' : 'warning'} />
      <div class="notice-text">
        <strong>{title}</strong> <span>{text}</span>
        {details && details.length > 0 && (
          <ul>
            {details.map((detail) => (
              <li key={detail}>{detail}</li>
            ))}
          </ul>
        )}
      </div>
      {action && (
        <button type="button" class="button small" onClick={action.run}>
          {action.label}
        </button>
      )}
      <button type="button" class="button icon" aria-label="Dismiss" onClick={() => dismiss(id)}>
        <Icon name="close" />
      </button>
    </div>
  );
}
