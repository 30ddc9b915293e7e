export function Logo() {
  return (
    <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#15708f" />
      <path
        d="M9 10.5h8.5a4 4 0 0 1 0 8H14a3 3 0 0 0 0 6h9"
        fill="none"
        stroke="#fff"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
      <circle cx="9" cy="10.5" r="2.6" fill="#fff" />
      <circle cx="23" cy="24.5" r="2.6" fill="#fff" />
    </svg>
  )
}
