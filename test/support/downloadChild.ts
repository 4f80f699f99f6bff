/** Downloads `argv[2]` to `argv[3]` in a process of its own, which a test may kill at any moment. */
import { download } from '../../src/models/local/download.ts';
import { FILE_THREAD } from './fileThread.ts';

const [url = '', target = ''] = process.argv.slice(2);
const rooms = { threadPath: FILE_THREAD, fetch, stall: 10_000, pauses: [] };
await download({ url, target }, rooms, new AbortController().signal, () => {});
