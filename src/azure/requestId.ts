/** Azure's id of a request: the one that all its parts share where there is one. */
export function requestIdOf(headers: { get(name: string): string | undefined }): string | undefined {
  return headers.get("x-ms-correlation-request-id") ?? headers.get("x-ms-request-id");
}
