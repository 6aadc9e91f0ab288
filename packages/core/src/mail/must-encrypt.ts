const thisMachine = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Whether the connection has to become TLS before anything is said: where a password is sent, unless the server is on this
 * machine, or the address itself says what is wanted (`?requireTLS=false`). smtps is TLS from the start.
 */
export function mustEncrypt(address: string): boolean {
  const { protocol, password, hostname, searchParams } = new URL(address)
  return protocol === 'smtp:' && password !== '' && !thisMachine.has(hostname) && !searchParams.has('requireTLS')
}
