import { z } from 'zod'

/** Who may make an account: anybody; whom an administrator invited; nobody, so that administrators make them. */
export const registrations = ['open', 'invitation', 'closed'] as const
export type Registration = (typeof registrations)[number]

const days = (name: string) =>
  z.number().int(`${name} must be a whole number of days`).min(1, `${name} must be at least 1 day`).max(365)

const fields = {
  registration: z.enum(registrations),
  emailVerification: z.boolean(),
  totpForAdministrators: z.boolean(),
  sessionIdleDays: days('sessionIdleDays'),
  sessionAbsoluteDays: days('sessionAbsoluteDays'),
}

/** How people register and sign in. Closed until somebody decides otherwise. */
export const signInSettingsSchema = z.object({
  registration: fields.registration.default('closed'),
  /** An account can be used once its address has been shown to receive mail. */
  emailVerification: fields.emailVerification.default(false),
  totpForAdministrators: fields.totpForAdministrators.default(false),
  /** A session ends after this long without use … */
  sessionIdleDays: fields.sessionIdleDays.default(14),
  /** … and after this long in any case. */
  sessionAbsoluteDays: fields.sessionAbsoluteDays.default(60),
})
export type SignInSettings = z.output<typeof signInSettingsSchema>

const price = z.number().min(0).max(1_000_000).nullable()

/** What the language model costs, for the figures of analytics alone. Null: no price is configured, so no cost can be told. */
export const modelSettingsSchema = z.object({
  /** ISO 4217, as `EUR`. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'currency must be a code of three capital letters, such as EUR')
    .nullable()
    .default(null),
  /** Of a million tokens that the model reads, and that it writes. */
  inputPricePerMillion: price.default(null),
  outputPricePerMillion: price.default(null),
})
export type ModelSettings = z.output<typeof modelSettingsSchema>

/** From what level on lines are written, as LOG_LEVEL has it. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

export const loggingSettingsSchema = z.object({
  /** Null: what LOG_LEVEL of each server says. */
  level: z.enum(logLevels).nullable().default(null),
})
export type LoggingSettings = z.output<typeof loggingSettingsSchema>

/** What is left out stays as it is. */
export const updateSettingsSchema = z
  .object({
    signIn: z.object(fields).partial(),
    logging: z.object({ level: z.enum(logLevels).nullable() }).partial(),
    models: z
      .object({
        currency: modelSettingsSchema.shape.currency.unwrap(),
        inputPricePerMillion: price,
        outputPricePerMillion: price,
      })
      .partial(),
  })
  .partial()
export type SettingsChange = z.output<typeof updateSettingsSchema>
