/** IANA_SVC_NAME, as Kubernetes asks of named ports. */
export function isPortName(text: string): boolean {
  return (
    text.length <= 15 && /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(text) && /[a-z]/.test(text) && !text.includes("--")
  );
}
