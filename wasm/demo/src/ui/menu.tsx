/** A button with a menu: arrows move, Enter chooses, Escape closes. */

import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon, type IconName } from './icon';

export interface MenuItem {
  label: string;
  hint?: string;
  icon?: IconName;
  /** Whether to separate the item from those above it. */
  apart?: boolean;
  choose(): void;
}

interface Props {
  label: ComponentChildren;
  title?: string;
  icon?: IconName;
  items: MenuItem[];
  /** The text of an empty menu. */
  empty?: string;
  align?: 'start' | 'end';
  wide?: boolean;
  disabled?: boolean;
}

export function Menu({ label, title, icon, items, empty, align = 'start', wide, disabled }: Props) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();

  // Focus the first item before the next key press.
  useLayoutEffect(() => {
    if (!open) return;
    root.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    const leave = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', leave);
    document.addEventListener('focusin', leave);
    return () => {
      document.removeEventListener('pointerdown', leave);
      document.removeEventListener('focusin', leave);
    };
  }, [open]);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return;
    const entries = [...(root.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
    const at = entries.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key];
    if (event.key === 'Escape') close();
    else if (to === undefined) return;
    else entries[(to + entries.length) % entries.length]?.focus();
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the menu inside
    <div class="menu" ref={root} onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        class="button"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={id}
        {...(title ? { title } : {})}
        disabled={disabled ?? false}
        onClick={() => setOpen(!open)}
      >
        {icon && <Icon name={icon} />}
        <span class="menu-label">{label}</span>
        <Icon name="down" />
      </button>
      {open && (
        <div class={`menu-list ${align} ${wide ? 'wide' : ''}`} role="menu" id={id}>
          {items.length === 0 && <p class="menu-empty">{empty}</p>}
          {items.map((item) => (
            <button
              key={`${item.label}${item.hint}`}
              type="button"
              role="menuitem"
              tabIndex={-1}
              class={item.apart ? 'apart' : ''}
              onClick={() => {
                close();
                item.choose();
              }}
            >
              {item.icon && <Icon name={item.icon} />}
              <span class="menu-item-label">{item.label}</span>
              {item.hint && <span class="menu-item-hint">{item.hint}</span>}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
