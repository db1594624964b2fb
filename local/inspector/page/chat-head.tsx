import { useEffect, useRef, useState } from 'preact/hooks';
import type { ContactState } from '../protocol.ts';
import { getContact, release, reset, write } from './api.ts';
import { isGroup, nameOf, type PageContact, prettyAddress } from './contacts.ts';
import { dayOrTime } from './format.ts';
import { CloseIcon, MoreIcon } from './icons.tsx';
import { t } from './texts.ts';

interface ChatHeadProps {
  contact: PageContact;
  /** Changes when the rules may say something else of the contact. */
  progress: string;
  mayWrite: boolean;
  mayAct: boolean;
  onRename(contact: PageContact): void;
  onRemove(contact: PageContact): void;
  onProblem(problem: unknown): void;
}

/** Whose chat it is, what the rules say of this contact, and what can be done about it. */
export function ChatHead({ contact, progress, mayWrite, mayAct, onRename, onRemove, onProblem }: ChatHeadProps) {
  const [isRenaming, setRenaming] = useState(false);
  const [state, setState] = useContactState(contact.address, progress);
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => setRenaming(false), [contact.address]);
  const close = () => {
    if (menu.current) menu.current.open = false;
  };
  const choose = (act: () => void) => () => {
    close();
    act();
  };
  useEffect(() => {
    const onPointer = ({ target }: Event) => menu.current?.contains(target as Node) || close();
    document.addEventListener('pointerdown', onPointer);
    return () => document.removeEventListener('pointerdown', onPointer);
  }, []);
  const focusMenu = () => menu.current?.querySelector('summary')?.focus();
  const { personUntil, optedOutAt, optInWord } = state;
  return (
    <>
      <div class="chat-head">
        {isRenaming ? (
          <Rename
            contact={contact}
            onDone={(renamed) => {
              setRenaming(false);
              focusMenu();
              if (renamed) onRename(renamed);
            }}
          />
        ) : (
          <h2>
            {nameOf(contact)}
            {contact.name !== undefined && <small>{prettyAddress(contact.address)}</small>}
          </h2>
        )}
        <details
          class="menu"
          ref={menu}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || !menu.current?.open) return;
            event.stopPropagation();
            close();
            focusMenu();
          }}
        >
          <summary title={t('More')}>
            <MoreIcon />
            <span class="hidden">{t('More about {name}', { name: nameOf(contact) })}</span>
          </summary>
          <div>
            <button type="button" onClick={choose(() => setRenaming(true))}>
              {t('Rename')}
            </button>
            <button type="button" onClick={choose(() => onRemove(contact))}>
              {t('Remove from the list')}
            </button>
            {mayAct && (
              <button
                type="button"
                title={t('The bot forgets what it remembers of this contact, and the chat is empty')}
                onClick={choose(() => void reset(contact.address).then(setState, onProblem))}
              >
                {t('Reset the conversation')}
              </button>
            )}
          </div>
        </details>
      </div>
      {personUntil !== undefined && (
        <p class="banner" role="status">
          {t('A person has this until {time}.', { time: dayOrTime(personUntil, Date.now()) })}
          {mayAct && (
            <button type="button" onClick={() => void release(contact.address).then(setState, onProblem)}>
              {t('Release')}
            </button>
          )}
        </p>
      )}
      {optedOutAt !== undefined && (
        <p class="banner" role="status">
          {t('Opted out since {time}.', { time: dayOrTime(optedOutAt, Date.now()) })}
          {mayWrite && optInWord !== undefined && !isGroup(contact) && (
            <button
              type="button"
              title={t('Writes {word}, as the contact would', { word: optInWord })}
              onClick={() => void write({ from: contact.address, text: optInWord }).catch(onProblem)}
            >
              {t('Opt in')}
            </button>
          )}
        </p>
      )}
    </>
  );
}

function Rename({ contact, onDone }: { contact: PageContact; onDone(renamed: PageContact | undefined): void }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  return (
    <form
      class="rename"
      onSubmit={(event) => {
        event.preventDefault();
        const name = field.current?.value.trim();
        onDone({ address: contact.address, ...(name && { name }) });
      }}
    >
      <input
        ref={field}
        defaultValue={contact.name ?? ''}
        aria-label={t('Name of {address}', { address: contact.address })}
        onKeyDown={({ key }) => key === 'Escape' && onDone(undefined)}
      />
      <button type="submit" class="primary">
        {t('Save')}
      </button>
      <button type="button" class="close" onClick={() => onDone(undefined)}>
        <CloseIcon />
        <span class="hidden">{t('Do not rename')}</span>
      </button>
    </form>
  );
}

/** How often it is asked whether somebody else has changed it, in ms. */
const EVERY_MS = 5_000;

/** What the rules say of a contact; what cannot be read now is read the next time. */
function useContactState(address: string, progress: string): [ContactState, (state: ContactState) => void] {
  const [state, setState] = useState<ContactState>({});
  useEffect(() => setState({}), [address]);
  useEffect(() => {
    let isOver = false;
    const read = () =>
      getContact(address).then(
        (read) => isOver || setState(read),
        () => undefined,
      );
    void read();
    const timer = setInterval(() => document.hidden || void read(), EVERY_MS);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, [address, progress]);
  return [state, setState];
}
