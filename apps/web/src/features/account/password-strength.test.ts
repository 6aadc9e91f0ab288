import { describe, expect, it } from 'vitest'
import { passwordStrength } from './password-strength.ts'

describe('passwordStrength', () => {
  it.each([
    ['', 0],
    ['short1!', 0],
    ['aaaaaaaaaaaaaaaaaaaa', 0],
    ['abcdefghijklmnop', 0],
    ['12345678901234567890', 0],
    ['kelp-tide', 1],
    ['purple heron under glass', 3],
    ['Tr4vel-Lamp!', 2],
  ])('%j has strength %d', (password, strength) => {
    expect(passwordStrength(password)).toBe(strength)
  })
})
