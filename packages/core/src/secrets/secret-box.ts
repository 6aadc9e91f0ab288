import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

export interface SecretBox {
  /**
   * Encrypts with AES-256-GCM. `purpose` names what the text is and whose (`totp:<user id>`): it is authenticated with it,
   * so that a ciphertext put in the place of another one does not open.
   */
  encrypt(text: string, purpose?: string): string
  /** @throws where the text was changed, has another purpose, or was encrypted with another secret */
  decrypt(sealed: string, purpose?: string): string
  /** 32 bytes that belong to this label alone, for HMACs; the same on every server with the same secret. */
  derive(label: string): Buffer
}

const version = 'v1'
const ivBytes = 12
const tagBytes = 16

/** Encryption and keys out of the installation's secret, each label with a key of its own (HKDF, RFC 5869). */
export function openSecretBox(secret: string): SecretBox {
  const derive = (label: string) => Buffer.from(hkdfSync('sha256', secret, 'sarvanom', label, 32))
  const key = derive('secret-box')
  return {
    derive,
    encrypt(text, purpose = '') {
      const iv = randomBytes(ivBytes)
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(purpose))
      const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return `${version}.${sealed.toString('base64url')}`
    },
    decrypt(sealed, purpose = '') {
      const [form, body = ''] = sealed.split('.')
      const bytes = Buffer.from(body, 'base64url')
      if (form !== version || bytes.length < ivBytes + tagBytes) throw new Error('this is not something encrypted')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
      decipher.setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(-tagBytes))
      return decipher.update(bytes.subarray(ivBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8')
    },
  }
}
