/** The engine's WebAssembly module, compiled once for every worker of the page. */

import moduleUrl from '../../pkg/limbda_bg.wasm?url';
import { download } from './download';
import { isCached, markCached } from './first-answer';

let compiled: Promise<WebAssembly.Module> | undefined;

/** The compiled module. After a failure, the next call tries again. */
export function engineModule(): Promise<WebAssembly.Module> {
  compiled ??= compile().catch((error: unknown) => {
    compiled = undefined;
    throw error;
  });
  return compiled;
}

async function compile(): Promise<WebAssembly.Module> {
  const url = new URL(moduleUrl, import.meta.url).href;
  if (await isCached(url)) {
    markCached();
    // Pass the browser's own response, not a counted copy: only then does it cache the compiled code.
    return compileResponse(await fetch(url));
  }
  const bytes = await (await download(url, 'module')).arrayBuffer();
  markCached();
  return WebAssembly.compile(bytes);
}

async function compileResponse(response: Response): Promise<WebAssembly.Module> {
  // Streaming requires the right content type, which some static hosts do not set for .wasm.
  const typed = response.headers.get('content-type')?.startsWith('application/wasm') ?? false;
  return typed ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}
