import type { ComponentChildren } from 'preact';

/** A drawing of 24 by 24, in the colour of the text around it. */
function icon(content: ComponentChildren) {
  return () => (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      {content}
    </svg>
  );
}

export const AttachIcon = icon(
  <path d="M20 11.5 12 19.4a5.2 5.2 0 0 1-7.4-7.4l8.3-8.2a3.5 3.5 0 0 1 4.9 4.9l-8.2 8.2a1.7 1.7 0 0 1-2.5-2.4l7.3-7.3" />,
);
export const SendIcon = icon(<path d="M4 12 20 4l-5 16-3.5-6.5L4 12Zm7.5 1.5L20 4" />);
export const QuoteIcon = icon(<path d="M9 7 4 12l5 5M4 12h9a7 7 0 0 1 7 6" />);
export const CloseIcon = icon(<path d="m6 6 12 12M18 6 6 18" />);
export const CopyIcon = icon(<path d="M9 9h10v11H9zM5 15V4h10" />);
export const MoreIcon = icon(<path d="M12 5.500v.5M12 12v.5M12 18.500v.5" />);
export const PlusIcon = icon(<path d="M12 5v14M5 12h14" />);
export const ThemeIcon = icon(<path d="M20 14.5A8 8 0 0 1 9.5 4a8 8 0 1 0 10.5 10.5Z" />);
export const HelpIcon = icon(
  <path d="M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4m0 3v.1M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z" />,
);
export const FileIcon = icon(<path d="M6 3h8l4 4v14H6zM14 3v4h4" />);
export const RedriveIcon = icon(
  <path d="M4 12a8 8 0 0 1 14-5.3L20 9M20 4v5h-5M20 12a8 8 0 0 1-14 5.3L4 15M4 20v-5h5" />,
);
