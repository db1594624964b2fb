import { render } from 'preact';
import { App } from './app.tsx';
import { language, t } from './texts.ts';

document.documentElement.lang = language;
document.title = t('Pilot Status inspector');
render(<App />, document.getElementById('app') as HTMLElement);
