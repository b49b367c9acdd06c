/** The sizes of the files that the page loads, from the build. */
declare const __BYTES__: { readonly module: number; readonly database: number };
