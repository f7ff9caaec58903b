/** Addresses below /admin, and /me. */
export const administrationRoutes = [] as const;
