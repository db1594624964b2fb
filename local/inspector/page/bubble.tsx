import type { ChatMessage } from '../protocol.ts';
import { Advice } from './advice.tsx';
import { write } from './api.ts';
import { type PageContact, placeOf, prettyAddress, shownText, summaryOf } from './contacts.ts';
import { clockTime } from './format.ts';
import { FileIcon, QuoteIcon } from './icons.tsx';
import { t, translated } from './texts.ts';
import { Ticks } from './ticks.tsx';
import { writerOf } from './writer.ts';

interface BubbleProps {
  message: ChatMessage;
  /** The message that it quotes. */
  quoted: ChatMessage | undefined;
  /** What went wrong with the event of it. */
  failure: string | undefined;
  contact: PageContact;
  /** What the writer is called, where several people write. */
  writer: string | undefined;
  /** Whether somebody can write here. */
  mayWrite: boolean;
  onQuote(message: ChatMessage): void;
  onEvent(n: number): void;
  onProblem(problem: unknown): void;
}

/** One message of a chat: on the right what the contact wrote, on the left what the bot did and what the team wrote. */
export function Bubble(props: BubbleProps) {
  const { message, quoted, failure, contact, writer, mayWrite, onQuote, onEvent, onProblem } = props;
  const { content, at, side, state, code, n, id, messageId } = message;
  const isOurs = side === 'contact';
  const isFailed = state === 'failed' || failure !== undefined;
  const canAnswer = mayWrite && messageId !== undefined;
  const press = (button: unknown) =>
    write({ ...writerOf(contact, contact), button: buttonOf(button), quotes: id }).catch(onProblem);
  return (
    <article class={`bubble ${isOurs ? 'ours' : 'theirs'}${isFailed ? ' failed' : ''}`} data-id={id} data-side={side}>
      {side === 'team' && <span class="who">{t('the team')}</span>}
      {writer !== undefined && <span class="who">{writer}</span>}
      {quoted && <blockquote>{summaryOf(quoted)}</blockquote>}
      {content.header !== undefined && <strong class="header">{content.header}</strong>}
      {content.media && <Media media={content.media} />}
      {content.template && <TemplateNote template={content.template} />}
      {content.location && <Note title={t('Location')}>{placeOf(content.location)}</Note>}
      {content.contacts?.map((card) => (
        <Note title={card.name ?? t('Contact')}>{card.phones.map(prettyAddress).join(', ')}</Note>
      ))}
      {content.reaction !== undefined && <p class="reaction">{content.reaction || t('took the reaction back')}</p>}
      {content.text !== undefined && <p>{shownText(content.text)}</p>}
      {content.media?.caption !== undefined && <p>{content.media.caption}</p>}
      {content.footer !== undefined && <small>{content.footer}</small>}
      {code !== undefined && <p class="problem">{code}</p>}
      {failure !== undefined && (
        <p class="problem">
          <Advice text={translated(failure)} />
        </p>
      )}
      <footer>
        {n !== undefined && (
          <button type="button" class="link" title={t('Show the event')} onClick={() => onEvent(n)}>
            #{n}
          </button>
        )}
        {!isOurs && canAnswer && (
          <button type="button" class="quote" title={t('Quote this message')} onClick={() => onQuote(message)}>
            <QuoteIcon />
            <span class="hidden">{t('Quote')}</span>
          </button>
        )}
        <time>{clockTime(at)}</time>
        {!isOurs && <Ticks state={state} />}
      </footer>
      {content.buttons && (
        <div class="buttons">
          {content.buttons.map((button) => (
            <button type="button" disabled={!canAnswer} onClick={() => press(button)}>
              {buttonOf(button).text}
            </button>
          ))}
        </div>
      )}
    </article>
  );
}

type Content = ChatMessage['content'];

function Media({ media: { link, type, filename } }: { media: NonNullable<Content['media']> }) {
  const own = ownPath(link);
  const kind = type.split('/')[0];
  if (own !== undefined && (kind === 'image' || kind === 'sticker'))
    return <img src={own} alt={filename ?? t('A picture')} />;
  // biome-ignore lint/a11y/useMediaCaption: what somebody attached has no captions
  if (own !== undefined && kind === 'audio') return <audio src={own} controls />;
  // biome-ignore lint/a11y/useMediaCaption: what somebody attached has no captions
  if (own !== undefined && kind === 'video') return <video src={own} controls />;
  return (
    <span class="file" title={t('The page loads nothing from elsewhere')}>
      <FileIcon />
      <span>
        {filename ?? type}
        <small>{link}</small>
      </span>
    </span>
  );
}

function TemplateNote({ template: { id, variables } }: { template: NonNullable<Content['template']> }) {
  return <Note title={t('Template {id}', { id })}>{variables && JSON.stringify(variables)}</Note>;
}

/** What has no picture and no words of its own. */
function Note({ title, children }: { title: string; children: string | undefined }) {
  return (
    <span class="file">
      <FileIcon />
      <span>
        {title}
        {children !== undefined && <small>{children}</small>}
      </span>
    </span>
  );
}

/** Files that were attached here come from this server, under whatever name of it; the page loads no others. */
function ownPath(link: string): string | undefined {
  const { hostname, port, pathname } = new URL(link, location.href);
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname) && port === location.port;
  return isHere && pathname.startsWith('/inspector/media/') ? pathname : undefined;
}

/** The shape of buttons is not documented; these are the names that are likely. */
function buttonOf(button: unknown): { text: string; id?: string } {
  if (typeof button === 'string') return { text: button };
  const { text, title, label, id } = button as Record<string, unknown>;
  const words = text ?? title ?? label ?? id;
  return {
    text: words === undefined ? JSON.stringify(button) : String(words),
    ...(id !== undefined && { id: String(id) }),
  };
}
