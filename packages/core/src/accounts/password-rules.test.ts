import { describe, expect, it } from 'vitest'
import { assertPasswordAllowed, problemOf, wordsOf } from './password-rules.ts'
import { passwordSchema } from './schema.ts'

const ada = { email: 'ada.lovelace@mail.engines.example.org', name: 'Ada King-Noel' }

describe('row 2: a password', () => {
  it.each([
    ['of 7 characters', 'aB3$xyz', false],
    ['of 8 characters', 'aB3$xyzq', true],
    ['of 128 characters', 'é'.repeat(128), true],
    ['of 129 characters', 'é'.repeat(129), false],
    ['of 128 characters outside the basic plane', '🦉'.repeat(128), true],
    ['of 129 characters outside the basic plane', '🦉'.repeat(129), false],
    ['of 7 characters in 14 code units', '🦉'.repeat(7), false],
    ['of blanks and letters of any script', ' пароль 密码 ', true],
    ['with half of a surrogate pair', 'abcdefgh\ud800', false],
  ])('%s', (_name, password, fits) => {
    expect(passwordSchema.safeParse(password).success).toBe(fits)
    if (fits) expect(passwordSchema.parse(password)).toBe(password)
  })

  it.each(['password', '12345678', 'iloveyou1', 'qwertyuiop', 'PassWord123', 'TRUSTNO1', 'ｐａｓｓｗｏｒｄ'])(
    'that is common is refused: %s',
    async (password) => {
      await expect(assertPasswordAllowed(password, ada)).rejects.toMatchObject({
        code: 'UNPROCESSABLE_CONTENT',
        fields: [{ path: 'password', message: 'is one of the most common passwords' }],
      })
    },
  )

  it('is held against far more than the 3,000 most common ones', async () => {
    const { dictionary } = await import('@zxcvbn-ts/language-common')
    const listed = dictionary['passwords-common']
    expect(listed.length).toBeGreaterThan(30_000)
    const usable = listed.slice(0, 10_000).filter((password) => passwordSchema.safeParse(password).success)
    expect(usable.length).toBeGreaterThan(1000)
    for (const password of usable) await expect(assertPasswordAllowed(password, ada), password).rejects.toThrow()
  })

  it.each(['x-Lovelace-77', 'the.ada.lovelace.one', 'ENGINES of war', 'aexamplea1', 'my king of x', 'noel,noel,noel'])(
    'with words of the account is refused: %s',
    async (password) => {
      await expect(assertPasswordAllowed(password, ada, 'newPassword')).rejects.toMatchObject({
        code: 'UNPROCESSABLE_CONTENT',
        fields: [{ path: 'newPassword' }],
      })
    },
  )

  it.each(['correct-horse-battery-9', 'adad adad', 'orgorgorg'])(
    'that is long and unlike the account may be used: %s',
    async (password) => {
      await expect(assertPasswordAllowed(password, ada)).resolves.toBeUndefined()
      await expect(
        assertPasswordAllowed(password, { email: 'admin@example.org', name: 'Admin' }),
      ).resolves.toBeUndefined()
    },
  )
})

describe('words of an account', () => {
  it('are the parts of address and name with four characters or more, without the last part of the domain', () => {
    expect(wordsOf(ada)).toEqual(['ada.lovelace', 'lovelace', 'mail', 'engines', 'example', 'king', 'noel'])
    expect(wordsOf({ email: 'ab@cd.info', name: 'Al' })).toEqual([])
  })

  it('are compared whatever their case and width', () => {
    expect(problemOf('xx-ＬＯＶＥＬＡＣＥ', ada, new Set())).toBeDefined()
    expect(problemOf('STRASSE-und-weg', { email: 'a@b.de', name: 'straSSe' }, new Set())).toBeDefined()
    expect(problemOf('something else', ada, new Set())).toBeUndefined()
  })
})
