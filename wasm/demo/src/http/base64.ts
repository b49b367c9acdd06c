/** Base64 to bytes. */

export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    throw new Error('the body is flagged as base64, and is not');
  }
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
