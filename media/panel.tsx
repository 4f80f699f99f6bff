import { render } from 'preact';
import { App } from './app.tsx';
import { Store } from './state/store.ts';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root');

const store: Store = new Store((state) => render(<App state={state} store={store} />, root));
