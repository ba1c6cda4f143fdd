import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { defineConfig } from 'vitepress'

const repository = 'https://github.com/keyless-dev/keyless'
const root = process.env.KEYLESS_ROOT! // of the repository; build.sh sets it

// page is an entry of the sidebar, named by the page's first heading.
function page(name: string) {
  const heading = /^# (?:Tutorial: )?(.+)$/m.exec(readFileSync(join(root, 'docs', name + '.md'), 'utf8'))
  return { text: heading![1][0].toUpperCase() + heading![1].slice(1), link: '/' + name }
}

const doors = [
  { text: 'Tutorial', items: ['tutorial'] },
  {
    text: 'How-to',
    items: [
      'install', 'containers', 'clients', 'peers', 'credentials', 'browsers', 'realtime', 'openid-connect', 'upstreams', 'testing', 'built-in-model', 'access-tests', 'portal',
      'control-plane', 'guests', 'conditional-access', 'eligible-roles', 'templates', 'apply', 'quotas', 'usage', 'metrics', 'explain', 'doctor', 'audit', 'production', 'contexts',
      'proxies', 'postgresql', 'kubernetes', 'backup', 'telemetry',
    ],
  },
  { text: 'Reference', items: ['apis', 'cli', 'configuration', 'errors', 'roles', 'glossary'] },
  { text: 'Explanation', items: ['security', 'reliability', 'performance'] },
]

// Every page has a place in the sidebar.
const placed = new Set(doors.flatMap((door) => door.items))
for (const file of readdirSync(join(root, 'docs'))) {
  const name = file.replace(/\.md$/, '')
  if (file.endsWith('.md') && file !== 'README.md' && !placed.has(name)) {
    throw new Error(`docs/${file} has no place in the sidebar: add it to doors in site/.vitepress/config.mts`)
  }
}

export default defineConfig({
  title: 'keyless',
  description: 'Microsoft Entra ID sign-in and Azure RBAC in front of any model, with no API keys',
  cleanUrls: true,
  rewrites: { 'README.md': 'index.md', 'adr/README.md': 'adr/index.md' },
  markdown: {
    config(md) {
      // Links to files outside of docs go to the repository; one that leads nowhere fails the build, as VitePress does for pages.
      md.core.ruler.push('repository-links', (state) => {
        for (const block of state.tokens) {
          for (const token of block.children ?? []) {
            const href = token.attrGet('href')
            if (token.type !== 'link_open' || !href?.startsWith('../')) continue
            const [path, fragment] = href.split('#')
            const target = posix.normalize(posix.join('docs', posix.dirname(state.env.relativePath), path))
            if (target.startsWith('docs/')) continue
            if (!existsSync(join(root, target))) throw new Error(`docs/${state.env.relativePath} links to ${target}, which does not exist`)
            token.attrSet('href', `${repository}/blob/main/${target}${fragment ? '#' + fragment : ''}`)
          }
        }
      })
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Tutorial', link: '/tutorial' },
      { text: 'Install', link: '/install' },
      { text: 'APIs', link: '/apis' },
      { text: 'Decisions', link: '/adr/' },
    ],
    sidebar: doors.map((door) => ({ text: door.text, items: door.items.map(page) })),
    socialLinks: [{ icon: 'github', link: repository }],
  },
})
