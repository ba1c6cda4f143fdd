var Y=Object.freeze({prefix:"fluent",shadowRootMode:"open",registry:globalThis.customElements});var Gt={submit:"submit",reset:"reset",button:"button"};var Da=`${Y.prefix}-button`;var Ue=class{constructor(t,e,o=!1){this.evaluate=t,this.policy=e,this.isVolatile=o}};var D;(function(r){r[r.needsArrayObservation=1101]="needsArrayObservation",r[r.onlySetDOMPolicyOnce=1201]="onlySetDOMPolicyOnce",r[r.bindingInnerHTMLRequiresTrustedTypes=1202]="bindingInnerHTMLRequiresTrustedTypes",r[r.twoWayBindingRequiresObservables=1203]="twoWayBindingRequiresObservables",r[r.hostBindingWithoutHost=1204]="hostBindingWithoutHost",r[r.unsupportedBindingBehavior=1205]="unsupportedBindingBehavior",r[r.directCallToHTMLTagNotAllowed=1206]="directCallToHTMLTagNotAllowed",r[r.onlySetTemplatePolicyOnce=1207]="onlySetTemplatePolicyOnce",r[r.cannotSetTemplatePolicyAfterCompilation=1208]="cannotSetTemplatePolicyAfterCompilation",r[r.blockedByDOMPolicy=1209]="blockedByDOMPolicy",r[r.invalidHydrationAttributeMarker=1210]="invalidHydrationAttributeMarker",r[r.duplicateRenderInstruction=1211]="duplicateRenderInstruction",r[r.missingElementDefinition=1401]="missingElementDefinition",r[r.noRegistrationForContext=1501]="noRegistrationForContext",r[r.noFactoryForResolver=1502]="noFactoryForResolver",r[r.invalidResolverStrategy=1503]="invalidResolverStrategy",r[r.cannotAutoregisterDependency=1504]="cannotAutoregisterDependency",r[r.cannotResolveKey=1505]="cannotResolveKey",r[r.cannotConstructNativeFunction=1506]="cannotConstructNativeFunction",r[r.cannotJITRegisterNonConstructor=1507]="cannotJITRegisterNonConstructor",r[r.cannotJITRegisterIntrinsic=1508]="cannotJITRegisterIntrinsic",r[r.cannotJITRegisterInterface=1509]="cannotJITRegisterInterface",r[r.invalidResolver=1510]="invalidResolver",r[r.invalidKey=1511]="invalidKey",r[r.noDefaultResolver=1512]="noDefaultResolver",r[r.cyclicDependency=1513]="cyclicDependency",r[r.connectUpdateRequiresController=1514]="connectUpdateRequiresController"})(D||(D={}));var Se=r=>typeof r=="function",ne=r=>typeof r=="string",Ea=()=>{};var Ec=Object.create(null),O={warn(r,t){},error(r,t){return new Error(`Error ${r}`)},addMessages(r){Object.assign(Ec,r)}};var Ma=Object.freeze([]);function ft(){let r=new Map;return Object.freeze({register(t){return r.has(t.type)?!1:(r.set(t.type,t),!0)},getByType(t){return r.get(t)},getForInstance(t){if(t!=null)return r.get(t.constructor)}})}function Ir(){let r=new WeakMap;return function(t){let e=r.get(t);if(e===void 0){let o=Reflect.getPrototypeOf(t);for(;e===void 0&&o!==null;)e=r.get(o),o=Reflect.getPrototypeOf(o);e=e===void 0?[]:e.slice(0),r.set(t,e)}return e}}function ae(r){r.prototype.toJSON=Ea}var Lr=class extends Ue{createObserver(){return this}bind(t){return this.evaluate(t.source,t.context)}};ae(Lr);function Dr(r,t){return new Lr(r,t)}var vt=class{constructor(t,e){this.sub1=void 0,this.sub2=void 0,this.spillover=void 0,this.subject=t,this.sub1=e}has(t){return this.spillover===void 0?this.sub1===t||this.sub2===t:this.spillover.indexOf(t)!==-1}subscribe(t){let e=this.spillover;if(e===void 0){if(this.has(t))return;if(this.sub1===void 0){this.sub1=t;return}if(this.sub2===void 0){this.sub2=t;return}this.spillover=[this.sub1,this.sub2,t],this.sub1=void 0,this.sub2=void 0}else e.indexOf(t)===-1&&e.push(t)}unsubscribe(t){let e=this.spillover;if(e===void 0)this.sub1===t?this.sub1=void 0:this.sub2===t&&(this.sub2=void 0);else{let o=e.indexOf(t);o!==-1&&e.splice(o,1)}}notify(t){let e=this.spillover,o=this.subject;if(e===void 0){let n=this.sub1,a=this.sub2;n!==void 0&&n.handleChange(o,t),a!==void 0&&a.handleChange(o,t)}else for(let n=0,a=e.length;n<a;++n)e[n].handleChange(o,t)}},bt=class{constructor(t){this.subscribers={},this.subjectSubscribers=null,this.subject=t}notify(t){var e,o;(e=this.subscribers[t])===null||e===void 0||e.notify(t),(o=this.subjectSubscribers)===null||o===void 0||o.notify(t)}subscribe(t,e){var o,n;let a;e?a=(o=this.subscribers[e])!==null&&o!==void 0?o:this.subscribers[e]=new vt(this.subject):a=(n=this.subjectSubscribers)!==null&&n!==void 0?n:this.subjectSubscribers=new vt(this.subject),a.subscribe(t)}unsubscribe(t,e){var o,n;e?(o=this.subscribers[e])===null||o===void 0||o.unsubscribe(t):(n=this.subjectSubscribers)===null||n===void 0||n.unsubscribe(t)}};var xe=[],Wo=[],Mc=globalThis.requestAnimationFrame,Go=!0;function Hc(){if(Wo.length)throw Wo.shift()}function _c(r){try{r.call()}catch(t){if(Go)Wo.push(t),setTimeout(Hc,0);else throw xe.length=0,t}}function qo(){let t=0;for(;t<xe.length;)if(_c(xe[t]),t++,t>1024){for(let e=0,o=xe.length-t;e<o;e++)xe[e]=xe[e+t];xe.length-=t,t=0}xe.length=0}function Ha(r){xe.push(r),xe.length<2&&(Go?Mc(qo):qo())}var Fe=Object.freeze({enqueue:Ha,next:()=>new Promise(Ha),process:qo,setMode:r=>Go=r});var We=Object.freeze({unknown:void 0,coupled:1}),R=(()=>{let r=Fe.enqueue,t=/(:|&&|\|\||if|\?\.)/,e=new WeakMap,o,n=u=>{throw O.error(D.needsArrayObservation)};function a(u){var d;let g=(d=u.$fastController)!==null&&d!==void 0?d:e.get(u);return g===void 0&&(Array.isArray(u)?g=n(u):e.set(u,g=new bt(u))),g}let s=Ir();class c{constructor(d){this.name=d,this.field=`_${d}`,this.callback=`${d}Changed`}getValue(d){return o!==void 0&&o.watch(d,this.name),d[this.field]}setValue(d,g){let f=this.field,y=d[f];if(y!==g){d[f]=g;let T=d[this.callback];Se(T)&&T.call(d,y,g),a(d).notify(this.name)}}}class l extends vt{constructor(d,g,f=!1){super(d,g),this.expression=d,this.isVolatileBinding=f,this.needsRefresh=!0,this.needsQueue=!0,this.isAsync=!0,this.first=this,this.last=null,this.propertySource=void 0,this.propertyName=void 0,this.notifier=void 0,this.next=void 0}setMode(d){this.isAsync=this.needsQueue=d}bind(d){let g=this.observe(d.source,d.context);return!d.isBound&&this.requiresUnbind(d)&&d.onUnbind(this),g}requiresUnbind(d){return d.sourceLifetime!==We.coupled||this.first!==this.last||this.first.propertySource!==d.source}unbind(d){this.dispose()}observe(d,g){this.needsRefresh&&this.last!==null&&this.dispose();let f=o;o=this.needsRefresh?this:void 0,this.needsRefresh=this.isVolatileBinding;let y;try{y=this.expression(d,g)}finally{o=f}return y}disconnect(){this.dispose()}dispose(){if(this.last!==null){let d=this.first;for(;d!==void 0;)d.notifier.unsubscribe(this,d.propertyName),d=d.next;this.last=null,this.needsRefresh=this.needsQueue=this.isAsync}}watch(d,g){let f=this.last,y=a(d),T=f===null?this.first:{};if(T.propertySource=d,T.propertyName=g,T.notifier=y,y.subscribe(this,g),f!==null){if(!this.needsRefresh){let te;o=void 0,te=f.propertySource[f.propertyName],o=this,d===te&&(this.needsRefresh=!0)}f.next=T}this.last=T}handleChange(){this.needsQueue?(this.needsQueue=!1,r(this)):this.isAsync||this.call()}call(){this.last!==null&&(this.needsQueue=this.isAsync,this.notify(this))}*records(){let d=this.first;for(;d!==void 0;)yield d,d=d.next}}return ae(l),Object.freeze({setArrayObserverFactory(u){n=u},getNotifier:a,track(u,d){o&&o.watch(u,d)},trackVolatile(){o&&(o.needsRefresh=!0)},notify(u,d){a(u).notify(d)},defineProperty(u,d){ne(d)&&(d=new c(d)),s(u).push(d),Reflect.defineProperty(u,d.name,{enumerable:!0,get(){return d.getValue(this)},set(g){d.setValue(this,g)}})},getAccessors:s,binding(u,d,g=this.isVolatileBinding(u)){return new l(u,d,g)},isVolatileBinding(u){return t.test(u.toString())}})})();function yt(r,t){R.defineProperty(r,t)}var _a=(()=>{let r=null;return{get(){return r},set(t){r=t}}})(),Re=Object.freeze({default:{index:0,length:0,get event(){return Re.getEvent()},eventDetail(){return this.event.detail},eventTarget(){return this.event.target}},getEvent(){return _a.get()},setEvent(r){_a.set(r)}});var Xo=class extends Ue{createObserver(t){return R.binding(this.evaluate,t,this.isVolatile)}};function Er(r,t,e=R.isVolatileBinding(r)){return new Xo(r,t,e)}var j=Object.freeze({none:0,attribute:1,booleanAttribute:2,property:3,content:4,tokenList:5,event:6}),Oa=r=>r,Oc=globalThis.trustedTypes?globalThis.trustedTypes.createPolicy("fast-html",{createHTML:Oa}):{createHTML:Oa},Mr=Object.freeze({createHTML(r){return Oc.createHTML(r)},protect(r,t,e,o){return o}}),zc=Mr,Ie=Object.freeze({get policy(){return Mr},setPolicy(r){if(Mr!==zc)throw O.error(D.onlySetDOMPolicyOnce);Mr=r},setAttribute(r,t,e){e==null?r.removeAttribute(t):r.setAttribute(t,e)},setBooleanAttribute(r,t,e){e?r.setAttribute(t,""):r.removeAttribute(t)}});var Ko="boolean",za="reflect",kt=Object.freeze({locate:Ir()}),Va={toView(r){return r?"":null},fromView(r){return!!r}};var Xt=class r{constructor(t,e,o=e.toLowerCase(),n=za,a){this.guards=new Set,this.Owner=t,this.name=e,this.attribute=o,this.mode=n,this.converter=a,this.fieldName=`_${e}`,this.callbackName=`${e}Changed`,this.hasCallback=this.callbackName in t.prototype,n===Ko&&a===void 0&&(this.converter=Va)}setValue(t,e){let o=t[this.fieldName],n=this.converter;n!==void 0&&(e=n.fromView(e)),o!==e&&(t[this.fieldName]=e,this.tryReflectToAttribute(t),this.hasCallback&&t[this.callbackName](o,e),t.$fastController.notify(this.name))}getValue(t){return R.track(t,this.name),t[this.fieldName]}onAttributeChangedCallback(t,e){this.guards.has(t)||(this.guards.add(t),this.mode===Ko?this.setValue(t,e!==null):this.setValue(t,e),this.guards.delete(t))}tryReflectToAttribute(t){let e=this.mode,o=this.guards;o.has(t)||e==="fromView"||Fe.enqueue(()=>{o.add(t);let n=t[this.fieldName];switch(e){case za:{let a=this.converter;Ie.setAttribute(t,this.attribute,a!==void 0?a.toView(n):n);break}case Ko:Ie.setBooleanAttribute(t,this.attribute,n);break}o.delete(t)})}static collect(t,...e){let o=[];e.push(kt.locate(t));for(let n=0,a=e.length;n<a;++n){let s=e[n];if(s!==void 0)for(let c=0,l=s.length;c<l;++c){let u=s[c];ne(u)?o.push(new r(t,u)):o.push(new r(t,u.property,u.attribute,u.mode,u.converter))}}return o}};function N(r,t){let e;function o(n,a){arguments.length>1&&(e.property=a),kt.locate(n.constructor).push(e)}if(arguments.length>1){e={},o(r,t);return}return e=r===void 0?{}:r,o}var Yo;function ja(r){return r.reduce((t,e)=>(e instanceof se?t.push(...ja(e.styles)):t.push(e),t),[])}var se=class r{get strategy(){return this._strategy===null&&(Yo||r.setDefaultStrategy(r.supportsAdoptedStyleSheets?Vc():Uc()),this.withStrategy(Yo)),this._strategy}constructor(t){this.styles=t,this.targets=new WeakSet,this._strategy=null}addStylesTo(t){this.strategy.addStylesTo(t),this.targets.add(t)}removeStylesFrom(t){this.strategy.removeStylesFrom(t),this.targets.delete(t)}isAttachedTo(t){return this.targets.has(t)}withStrategy(t){return this._strategy=new t(ja(this.styles)),this}static setDefaultStrategy(t){Yo=t}static normalize(t){return t===void 0?void 0:Array.isArray(t)?new r(t):t instanceof r?t:new r([t])}};se.supportsAdoptedStyleSheets=Array.isArray(document.adoptedStyleSheets)&&"replace"in CSSStyleSheet.prototype;function Vc(){let r=new Map;return class{constructor(e){this.sheets=e.map(o=>{if(o instanceof CSSStyleSheet)return o;let n=r.get(o);return n===void 0&&(n=new CSSStyleSheet,n.replaceSync(o),r.set(o,n)),n})}addStylesTo(e){let o=e;o.adoptedStyleSheets=[...o.adoptedStyleSheets,...this.sheets]}removeStylesFrom(e){let o=e;o.adoptedStyleSheets=o.adoptedStyleSheets.filter(n=>this.sheets.indexOf(n)===-1)}}}var jc=0;function Uc(){return class{constructor(t){this.styles=t,this.styleClass=`fast-${++jc}`}addStylesTo(t){let e=t===document?document.body:t;for(let o=0;o<this.styles.length;o++){let n=document.createElement("style");n.innerHTML=this.styles[o],n.className=this.styleClass,e.append(n)}}removeStylesFrom(t){let e=t===document?document.body:t,o=e.querySelectorAll(`.${this.styleClass}`);for(let n=0,a=o.length;n<a;++n)e.removeChild(o[n])}}}var Wc={},Ua=new WeakMap,Jo=ft(),St=Object.freeze({register(r){if(!Jo.register(r))return!1;let t=qa(r.registry);return Object.prototype.hasOwnProperty.call(t,r.name)||R.defineProperty(t,r.name),t[r.name]=r.type,!0},getByType:Jo.getByType,getForInstance:Jo.getForInstance,whenRegistered:qc});function qa(r=customElements){if(r===customElements)return Wc;let t=Ua.get(r);return t||(t={},Ua.set(r,t)),t}function Wa(r){return r===void 0?void 0:St.getByType(r)}function qc(r,t=customElements){let e=qa(t);Object.prototype.hasOwnProperty.call(e,r)||R.defineProperty(e,r);let o=Wa(e[r]);return o!==void 0?Promise.resolve(o):new Promise(n=>{let a=R.getNotifier(e),s={handleChange:()=>{let c=Wa(e[r]);c!==void 0&&(a.unsubscribe(s,r),n(c))}};a.subscribe(s,r)})}var Ga={mode:"open"},Xa={},Ka=new Set,_r=new WeakMap,Hr=new WeakMap,tt=new WeakMap,Ya=new WeakMap,Gc=new WeakMap;function Xc(r){return Se(r)}function Kc(r){return typeof r?.then=="function"}function Ja(r,t){if(Hr.delete(r),r.template===void 0&&t!==void 0&&(r.template=t),r.template!==void 0)return tt.delete(r),_r.delete(r),r.template}function Qo(r,t=r.registry,e){if(!e?.length)return;let o=r,n=Ya.get(o);if(!n?.has(t)){n===void 0&&(n=new WeakSet,Ya.set(o,n)),n.add(t);for(let a of e)a(r)}}function Or(r){var t;return(t=Gc.get(r))!==null&&t!==void 0?t:null}function Zo(r){if(r.template!==void 0)return tt.delete(r),r.template;let t=Hr.get(r);if(t)return t;let e=_r.get(r);if(!e)return;tt.delete(r);let o;try{o=e(r)}catch(n){throw tt.set(r,n),n}if(Kc(o)){let n=Promise.resolve(o).then(a=>Ja(r,a)).catch(a=>{throw Hr.delete(r),tt.set(r,a),a});return Hr.set(r,n),n}return Ja(r,o)}function Yc(r,t){let e=r;if(t===void 0){tt.delete(e);return}tt.set(e,t)}var ve=class r{get isDefined(){return this.platformDefined}constructor(t,e=t.definition){var o;this.platformDefined=!1,ne(e)&&(e={name:e}),this.type=t,this.name=e.name,this.registry=(o=e.registry)!==null&&o!==void 0?o:customElements,Xc(e.template)?_r.set(this,e.template):this.template=e.template;let n=t.prototype,a=Xt.collect(t,e.attributes),s=new Array(a.length),c={},l={};for(let u=0,d=a.length;u<d;++u){let g=a[u];s[u]=g.attribute,c[g.name]=g,l[g.attribute]=g,R.defineProperty(n,g)}Reflect.defineProperty(t,"observedAttributes",{value:s,enumerable:!0}),this.attributes=a,this.propertyLookup=c,this.attributeLookup=l,this.shadowOptions=e.shadowOptions===void 0?Ga:e.shadowOptions===null?void 0:Object.assign(Object.assign({},Ga),e.shadowOptions),this.elementOptions=e.elementOptions===void 0?Xa:Object.assign(Object.assign({},Xa),e.elementOptions),this.styles=se.normalize(e.styles),this.schema=e.schema,St.register(this)}define(t=this.registry,e){let o=this.type;if(!t.get(this.name)){if(Qo(this,t,e),this.template===void 0&&_r.has(this))return Promise.resolve().then(()=>Zo(this)).then(n=>{n!==void 0&&!t.get(this.name)&&(this.platformDefined=!0,t.define(this.name,o,this.elementOptions))}).catch(n=>{Yc(this,n),R.notify(this,"template")}),this;this.platformDefined=!0,t.define(this.name,o,this.elementOptions)}return this}static compose(t,e){let o=Ka.has(t)||St.getByType(t)?new r(class extends t{},e):new r(t,e);return Promise.resolve(o)}static registerBaseType(t){Ka.add(t)}};ve.getByType=St.getByType;ve.getForInstance=St.getForInstance;R.defineProperty(ve.prototype,"template");var Jc={bubbles:!0,composed:!0,cancelable:!0},en="isConnected",es=new WeakMap,tn=Symbol("fast-late-attribute-observer");function zr(r){var t,e;return(e=(t=r.shadowRoot)!==null&&t!==void 0?t:es.get(r))!==null&&e!==void 0?e:null}var Qa,ie;(function(r){r[r.connecting=0]="connecting",r[r.connected=1]="connected",r[r.disconnecting=2]="disconnecting",r[r.disconnected=3]="disconnected"})(ie||(ie={}));var qe=class r{get isConnected(){return R.track(this,en),this.stage===ie.connected}get context(){var t,e;return(e=(t=this.view)===null||t===void 0?void 0:t.context)!==null&&e!==void 0?e:Re.default}get isBound(){var t,e;return(e=(t=this.view)===null||t===void 0?void 0:t.isBound)!==null&&e!==void 0?e:!1}get sourceLifetime(){var t;return(t=this.view)===null||t===void 0?void 0:t.sourceLifetime}get template(){var t;if(this._template===null){let e=this.definition;this.source.resolveTemplate?this._template=this.source.resolveTemplate():e.template&&(this._template=(t=e.template)!==null&&t!==void 0?t:null)}return this._template}set template(t){this._template!==t&&(this._template=t,this.needsInitialization||this.renderTemplate(t))}get shadowOptions(){return this._shadowRootOptions}set shadowOptions(t){if(this._shadowRootOptions===void 0&&t!==void 0){this._shadowRootOptions=t;let e=this.source.shadowRoot;e?this.hasExistingShadowRoot=!0:(e=this.source.attachShadow(t),t.mode==="closed"&&es.set(this.source,e))}}get mainStyles(){var t;if(this._mainStyles===null){let e=this.definition;this.source.resolveStyles?this._mainStyles=this.source.resolveStyles():e.styles&&(this._mainStyles=(t=e.styles)!==null&&t!==void 0?t:null)}return this._mainStyles}set mainStyles(t){this._mainStyles!==t&&(this._mainStyles!==null&&this.removeStyles(this._mainStyles),this._mainStyles=t,this.needsInitialization||this.addStyles(t))}constructor(t,e){this.boundObservables=null,this.needsInitialization=!0,this.hasExistingShadowRoot=!1,this.isPrerendered=new Promise(a=>{this._resolvePrerendered=a}),this.isHydrated=new Promise(a=>{this._resolveHydrated=a}),this._template=null,this.stage=ie.disconnected,this.guardBehaviorConnection=!1,this.behaviors=null,this.behaviorsConnected=!1,this._mainStyles=null,this.$fastController=this,this.view=null,this._notifier=new bt(t),this.source=t,this.definition=e,this.shadowOptions=e.shadowOptions;let o=Reflect.getPrototypeOf(t),n=o===null?[]:R.getAccessors(o);if(n.length>0){let a=this.boundObservables=Object.create(null);for(let s=0,c=n.length;s<c;++s){let l=n[s].name,u=t[l];u!==void 0&&(delete t[l],a[l]=u)}Object.keys(a).length===0&&(this.boundObservables=null)}this.captureBoundObservables()}get subject(){return this._notifier.subject}notify(t){this._notifier.notify(t)}subscribe(t,e){this._notifier.subscribe(t,e)}unsubscribe(t,e){this._notifier.unsubscribe(t,e)}onUnbind(t){var e;(e=this.view)===null||e===void 0||e.onUnbind(t)}addBehavior(t){var e,o;let n=(e=this.behaviors)!==null&&e!==void 0?e:this.behaviors=new Map,a=(o=n.get(t))!==null&&o!==void 0?o:0;a===0?(n.set(t,1),t.addedCallback&&t.addedCallback(this),t.connectedCallback&&!this.guardBehaviorConnection&&(this.stage===ie.connected||this.stage===ie.connecting)&&t.connectedCallback(this)):n.set(t,a+1)}removeBehavior(t,e=!1){let o=this.behaviors;if(o===null)return;let n=o.get(t);n!==void 0&&(n===1||e?(o.delete(t),t.disconnectedCallback&&this.stage!==ie.disconnected&&t.disconnectedCallback(this),t.removedCallback&&t.removedCallback(this)):o.set(t,n-1))}addStyles(t){var e;if(!t)return;let o=this.source;t instanceof HTMLElement?((e=zr(o))!==null&&e!==void 0?e:this.source).append(t):t.isAttachedTo(o)||t.addStylesTo(o)}removeStyles(t){var e;if(!t)return;let o=this.source;t instanceof HTMLElement?((e=zr(o))!==null&&e!==void 0?e:o).removeChild(t):t.isAttachedTo(o)&&t.removeStylesFrom(o)}connect(){this.stage===ie.disconnected&&(this.stage=ie.connecting,this.captureBoundObservables(),this.syncLateAttributes(),this.observeLateAttributes(),this.bindObservables(),this.connectBehaviors(),this.needsInitialization?(this.renderTemplate(this.template),this.addStyles(this.mainStyles),this.needsInitialization=!1):this.view!==null&&this.view.bind(this.source),this.stage=ie.connected,R.notify(this,en))}bindObservables(){if(this.boundObservables!==null){let t=this.source,e=this.boundObservables,o=Object.keys(e);for(let n=0,a=o.length;n<a;++n){let s=o[n];t[s]=e[s]}this.boundObservables=null}}captureBoundObservables(){let t=this.source,e=Object.getOwnPropertyNames(t),o=a=>{let s=Reflect.getPrototypeOf(t);for(;s!==null;){let c=Reflect.getOwnPropertyDescriptor(s,a);if(c?.get||c?.set)return!0;s=Reflect.getPrototypeOf(s)}return!1},n=this.boundObservables;for(let a=0,s=e.length;a<s;++a){let l=e[a];if(!o(l))continue;let u=t[l];if(u===void 0){delete t[l];continue}delete t[l],(n??(n=this.boundObservables=Object.create(null)))[l]=u}}syncLateAttributes(){let t=Or(this.definition);if(t!==null)for(let e of Object.keys(t))this.source.hasAttribute(e)&&this.onAttributeChangedCallback(e,null,this.source.getAttribute(e))}observeLateAttributes(){let t=Or(this.definition);if(t===null)return;let e=this.source;e[tn]===void 0&&(e[tn]=new MutationObserver(o=>{let n=e.$fastController,a=Or(n.definition);if(a!==null)for(let s=0,c=o.length;s<c;++s){let l=o[s].attributeName;l===null||a[l]===void 0||n.onAttributeChangedCallback(l,null,e.getAttribute(l))}}),e[tn].observe(e,{attributes:!0,attributeFilter:Object.keys(t)}))}connectBehaviors(){if(this.behaviorsConnected===!1){let t=this.behaviors;if(t!==null){this.guardBehaviorConnection=!0;for(let e of t.keys())e.connectedCallback&&e.connectedCallback(this);this.guardBehaviorConnection=!1}this.behaviorsConnected=!0}}disconnectBehaviors(){if(this.behaviorsConnected===!0){let t=this.behaviors;if(t!==null)for(let e of t.keys())e.disconnectedCallback&&e.disconnectedCallback(this);this.behaviorsConnected=!1}}disconnect(){this.stage===ie.connected&&(this.stage=ie.disconnecting,R.notify(this,en),this.view!==null&&this.view.unbind(),this.disconnectBehaviors(),this.stage=ie.disconnected)}onAttributeChangedCallback(t,e,o){let n=this.definition.attributeLookup[t];n!==void 0&&n.onAttributeChangedCallback(this.source,o)}emit(t,e,o){return this.stage===ie.connected?this.source.dispatchEvent(new CustomEvent(t,Object.assign(Object.assign({detail:e},Jc),o))):!1}renderTemplate(t){var e;let o=this.source,n=(e=zr(o))!==null&&e!==void 0?e:o;if(this.view!==null)this.view.dispose(),this.view=null;else if((!this.needsInitialization||this.hasExistingShadowRoot)&&(!this.hasExistingShadowRoot||!this.needsInitialization))for(let a=n.firstChild;a!==null;a=n.firstChild)n.removeChild(a);if(t){let a=this.hasExistingShadowRoot&&this.needsInitialization,s=!1;a&&r.hydrationHook&&(s=r.hydrationHook(this,t,o,n)),s||this.renderClientSide(t,o,n),this._resolvePrerendered(a),this._resolveHydrated(s)}else this.needsInitialization&&(this._resolvePrerendered(!1),this._resolveHydrated(!1))}renderClientSide(t,e,o){if(this.hasExistingShadowRoot){for(let n=o.firstChild;n!==null;n=o.firstChild)o.removeChild(n);this.hasExistingShadowRoot=!1}this.view=t.render(e,o,e),this.view.sourceLifetime=We.coupled}static forCustomElement(t,e=!1){let o=t.$fastController;if(o!==void 0&&!e)return o;let n=ve.getForInstance(t);if(n===void 0)throw O.error(D.missingElementDefinition);return R.getNotifier(n).subscribe({handleChange:()=>{r.forCustomElement(t,!0),t.$fastController.connect()}},"template"),R.getNotifier(n).subscribe({handleChange:()=>{r.forCustomElement(t,!0),t.$fastController.connect()}},"shadowOptions"),t.$fastController=new Qa(t,n)}static setStrategy(t){Qa=t}static installHydrationHook(t){r.hydrationHook=t}};qe.hydrationHook=null;ae(qe);qe.setStrategy(qe);function Vr(r){var t;return"adoptedStyleSheets"in r?r:(t=zr(r))!==null&&t!==void 0?t:r.getRootNode()}var jr=class r{constructor(t){let e=r.styleSheetCache;this.sheets=t.map(o=>{if(o instanceof CSSStyleSheet)return o;let n=e.get(o);return n===void 0&&(n=new CSSStyleSheet,n.replaceSync(o),e.set(o,n)),n})}addStylesTo(t){ts(Vr(t),this.sheets)}removeStylesFrom(t){rs(Vr(t),this.sheets)}};jr.styleSheetCache=new Map;var Qc=0,Zc=()=>`fast-${++Qc}`;function Za(r){return r===document?document.body:r}var rn=class{constructor(t){this.styles=t,this.styleClass=Zc()}addStylesTo(t){t=Za(Vr(t));let e=this.styles,o=this.styleClass;for(let n=0;n<e.length;n++){let a=document.createElement("style");a.innerHTML=e[n],a.className=o,t.append(a)}}removeStylesFrom(t){t=Za(Vr(t));let e=t.querySelectorAll(`.${this.styleClass}`);for(let o=0,n=e.length;o<n;++o)t.removeChild(e[o])}},ts=(r,t)=>{r.adoptedStyleSheets=[...r.adoptedStyleSheets,...t]},rs=(r,t)=>{r.adoptedStyleSheets=r.adoptedStyleSheets.filter(e=>t.indexOf(e)===-1)};if(se.supportsAdoptedStyleSheets){try{document.adoptedStyleSheets.push(),document.adoptedStyleSheets.splice(),ts=(r,t)=>{r.adoptedStyleSheets.push(...t)},rs=(r,t)=>{for(let e of t){let o=r.adoptedStyleSheets.indexOf(e);o!==-1&&r.adoptedStyleSheets.splice(o,1)}}}catch{}se.setDefaultStrategy(jr)}else se.setDefaultStrategy(rn);function os(r){let t=class extends r{constructor(){super(),qe.forCustomElement(this)}$emit(e,o,n){return this.$fastController.emit(e,o,n)}connectedCallback(){this.$fastController.connect()}disconnectedCallback(){this.$fastController.disconnect()}attributeChangedCallback(e,o,n){this.$fastController.onAttributeChangedCallback(e,o,n)}};return ve.registerBaseType(t),t}function ed(r){return typeof r?.then=="function"}function td(r,t,e){return Array.isArray(t)&&(e=t,t=void 0),(Se(r)?ve.compose(r,t):ve.compose(this,r)).then(n=>{Qo(n,n.registry,e);let a=Zo(n);return ed(a)?a.then(()=>n.define().type):n.define().type})}function rd(r){return os(r)}var Le=Object.assign(os(HTMLElement),{from:rd,define:td});var on=ft(),nn=Object.freeze({getForInstance:on.getForInstance,getByType:on.getByType,define(r){return on.register({type:r}),r}});function ns(r,t){let e=[],o="";for(let n=0,a=r.length-1;n<a;++n){o+=r[n];let s=t[n];nn.getForInstance(s)!==void 0&&(s=s.createCSS()),s instanceof se||s instanceof CSSStyleSheet?(o.trim()!==""&&(e.push(o),o=""),e.push(s)):o+=s}return o+=r[r.length-1],o.trim()!==""&&e.push(o),e}var ue=((r,...t)=>new se(ns(r,t))),Ur=class{constructor(t){this.value=t.length===0?"":t.length===1?t[0]:new se(t)}createCSS(){return this.value}};nn.define(Ur);ue.partial=(r,...t)=>new Ur(ns(r,t));var an=`fast-${Math.random().toString(36).substring(2,8)}`,Wr=`${an}{`,Kt=`}${an}`,od=Kt.length,nd=0,Yt=()=>`${an}-${++nd}`,qr=Object.freeze({interpolation:r=>`${Wr}${r}${Kt}`,attribute:r=>`${Yt()}="${Wr}${r}${Kt}"`,comment:r=>`<!--${Wr}${r}${Kt}-->`}),Jt=Object.freeze({parse(r,t){let e=r.split(Wr);if(e.length===1)return null;let o=[];for(let n=0,a=e.length;n<a;++n){let s=e[n],c=s.indexOf(Kt),l;if(c===-1)l=s;else{let u=s.substring(0,c);o.push(t[u]),l=s.substring(c+od)}l!==""&&o.push(l)}return o}});var sn=ft(),re=Object.freeze({getForInstance:sn.getForInstance,getByType:sn.getByType,define(r,t){return t=t||{},t.type=r,sn.register(t),r},assignAspect(r,t){if(!t){r.aspectType=j.content;return}switch(r.sourceAspect=t,t[0]){case":":r.targetAspect=t.substring(1),r.aspectType=r.targetAspect==="classList"?j.tokenList:j.property;break;case"?":r.targetAspect=t.substring(1),r.aspectType=j.booleanAttribute;break;case"@":r.targetAspect=t.substring(1),r.aspectType=j.event;break;default:r.targetAspect=t,r.aspectType=j.attribute;break}}});var rt=class{constructor(t){this.options=t}createHTML(t){return qr.attribute(t(this))}createBehavior(){return this}};ae(rt);var Gr=class extends rt{get id(){return this._id}set id(t){this._id=t,this._controllerProperty=`${t}-c`}bind(t){let e=t.targets[this.targetNodeId];e[this._controllerProperty]=t,this.updateTarget(t.source,this.computeNodes(e)),this.observe(e),t.onUnbind(this)}unbind(t){let e=t.targets[this.targetNodeId];this.updateTarget(t.source,Ma),this.disconnect(e),e[this._controllerProperty]=null}getSource(t){return t[this._controllerProperty].source}updateTarget(t,e){t[this.options.property]=e}computeNodes(t){let e=this.getNodes(t);return"filter"in this.options&&(e=e.filter(this.options.filter)),e}};var as=/fe-b\$\$start\$\$(\d+)\$\$(.+)\$\$fe-b/,ad=/fe-b\$\$end\$\$(\d+)\$\$(.+)\$\$fe-b/,sd=/fe-repeat\$\$start\$\$(\d+)\$\$fe-repeat/,id=/fe-repeat\$\$end\$\$(\d+)\$\$fe-repeat/,ld=/^(?:.{0,1000})fe-eb\$\$start\$\$(.+?)\$\$fe-eb/,cd=/fe-eb\$\$end\$\$(.{0,1000})\$\$fe-eb(?:.{0,1000})$/;function ss(r){return r&&r.nodeType===Node.COMMENT_NODE}var me=Object.freeze({attributeMarkerName:"data-fe",legacyAttributeMarkerName:"data-fe-b",legacyCompactAttributeMarkerName:"data-fe-c",contentBindingStartMarker(){return"fe:b"},contentBindingEndMarker(){return"fe:/b"},repeatStartMarker(){return"fe:r"},repeatEndMarker(){return"fe:/r"},elementBoundaryStartMarker(){return"fe:e"},elementBoundaryEndMarker(){return"fe:/e"},isContentBindingStartMarker(r){return r==="fe:b"||as.test(r)},isContentBindingEndMarker(r){return r==="fe:/b"||ad.test(r)},isRepeatViewStartMarker(r){return r==="fe:r"||sd.test(r)},isRepeatViewEndMarker(r){return r==="fe:/r"||id.test(r)},isElementBoundaryStartMarker(r){return ss(r)&&(r.data==="fe:e"||ld.test(r.data))},isElementBoundaryEndMarker(r){return ss(r)&&(r.data==="fe:/e"||cd.test(r.data))},parseAttributeBindingCount(r){let t=r.getAttribute(this.attributeMarkerName);if(t===null)return null;let e=t.trim();if(!/^\d+$/.test(e))throw O.error(D.invalidHydrationAttributeMarker,{value:t});let o=parseInt(e,10);if(o<1)throw O.error(D.invalidHydrationAttributeMarker,{value:t});return o},parseLegacyAttributeBindingIndices(r){let t=[],e=r.getAttribute(this.legacyAttributeMarkerName);if(e!==null)for(let a of e.trim().split(/\s+/)){if(a==="")continue;let s=Number(a);if(!Number.isInteger(s)||s<0)throw O.error(D.invalidHydrationAttributeMarker,{value:e});t.push(s)}let o=`${this.legacyAttributeMarkerName}-`,n=`${this.legacyCompactAttributeMarkerName}-`;for(let a of r.getAttributeNames())if(a.startsWith(o)){let s=Number(a.slice(o.length));if(!Number.isInteger(s)||s<0)throw O.error(D.invalidHydrationAttributeMarker,{value:a});t.push(s)}else if(a.startsWith(n)){let[s,c]=a.slice(n.length).split("-").map(l=>Number(l));if(!Number.isInteger(s)||!Number.isInteger(c)||s<0||c<1)throw O.error(D.invalidHydrationAttributeMarker,{value:a});for(let l=0;l<c;l++)t.push(s+l)}return t.length===0?null:t},removeLegacyAttributeBindingMarkers(r){r.removeAttribute(this.legacyAttributeMarkerName);for(let t of r.getAttributeNames())(t.startsWith(`${this.legacyAttributeMarkerName}-`)||t.startsWith(`${this.legacyCompactAttributeMarkerName}-`))&&r.removeAttribute(t)},parseLegacyContentBindingStartIndex(r){return dd(as,r)}});function dd(r,t){let e=r.exec(t);return e===null?null:Number(e[1])}var Qt=Symbol.for("fe-hydration");function Xr(r){return r[Qt]===Qt}var is="unknown";function ls(r,t){let e=t?`: ${t}`:"";return`Hydration mismatch in <${r}>${e}. Install hydrationDebugger() from "@microsoft/fast-element/hydration.js" and pass it as enableHydration({ debugger: hydrationDebugger() }) for an "Expected / Received" report including the SSR HTML snippet.`}var cs="content following `<!--fe:b-->` content binding marker",ds="matching `<!--fe:/b-->` content binding close marker",us="matching `<!--fe:/e-->` element boundary close marker";function ln(r){return`no more attribute bindings (template defines ${r})`}function ps(r){return`no more content bindings (template defines ${r})`}function hs(r,t){let e=(r??is).toLowerCase();return ls(e,t)}var ud={formatBindingMismatch(r,t,e,o){return{message:hs(o,void 0)}},formatStructuralError(r,t,e){return{message:hs(t,e)}}},pd=ud;function De(){return pd}function Ee(r){var t;return r?(t=r.getRootNode().host)===null||t===void 0?void 0:t.nodeName:void 0}var Be=class extends Error{constructor(t,e,o,n,a){super(t),this.factories=e,this.node=o,this.expected=n,this.received=a}};function cn(r){return r.nodeType===Node.COMMENT_NODE}function gs(r){return r.nodeType===Node.TEXT_NODE}function dn(r,t){let e=document.createRange();return e.setStart(r,0),e.setEnd(t,cn(t)||gs(t)?t.data.length:t.childNodes.length),e}function ms(r,t,e){let o=dn(r,t),n=o.commonAncestorContainer,a=document.createTreeWalker(n,NodeFilter.SHOW_ELEMENT+NodeFilter.SHOW_COMMENT+NodeFilter.SHOW_TEXT,{acceptNode(g){return o.comparePoint(g,0)===0?NodeFilter.FILTER_ACCEPT:NodeFilter.FILTER_REJECT}}),s={},c={},l=md(e),u=l,d=a.currentNode=r;for(;d!==null;){switch(d.nodeType){case Node.ELEMENT_NODE:{let g=d,f=me.parseLegacyAttributeBindingIndices(g);if(f!==null){for(let T of f){let te=T+l,je=e[te];if(!je){let qt=ln(e.length),Uo=De().formatStructuralError(d,Ee(d),qt);throw new Be(Uo.message,e,g,Uo.expected,Uo.received)}xt(je,d,s),u=Math.max(u,te+1)}me.removeLegacyAttributeBindingMarkers(g);break}let y=me.parseAttributeBindingCount(g);if(y!==null){for(let T=0;T<y;T++){let te=e[u++];if(!te){let je=ln(e.length),qt=De().formatStructuralError(d,Ee(d),je);throw new Be(qt.message,e,d,qt.expected,qt.received)}xt(te,d,s)}g.removeAttribute(me.attributeMarkerName)}break}case Node.COMMENT_NODE:{let g=d.data;if(me.isElementBoundaryStartMarker(d))d.data="",gd(a,e,d);else if(me.isContentBindingStartMarker(g)){let f=me.parseLegacyContentBindingStartIndex(g),y=f===null?u++:f+l,T=e[y];if(u=Math.max(u,y+1),!T){let te=ps(e.length),je=De().formatStructuralError(d,Ee(d),te);throw new Be(je.message,e,d,je.expected,je.received)}hd(d,a,T,e,s,c)}break}}d=a.nextNode()}return o.detach(),{targets:s,boundaries:c}}function hd(r,t,e,o,n,a){let s=[],c=t.nextSibling();if(r.data="",c===null){let d=cs,g=De().formatStructuralError(r,Ee(r),d);throw new Be(g.message,o,r,g.expected,g.received)}let l=c,u=0;for(;c!==null;){if(cn(c)){if(me.isContentBindingStartMarker(c.data))u++;else if(me.isContentBindingEndMarker(c.data)){if(u===0)break;u--}}s.push(c),c=t.nextSibling()}if(c===null){let d=ds,g=De().formatStructuralError(r,Ee(r),d);throw new Be(g.message,o,r,g.expected,g.received)}if(c.data="",s.length===1&&gs(s[0]))xt(e,s[0],n);else{c!==l&&c.previousSibling!==null&&(a[e.targetNodeId]={first:l,last:c.previousSibling});let d=c.parentNode.insertBefore(document.createTextNode(""),c);xt(e,d,n)}}function gd(r,t,e){let o=0,n=r.nextSibling();for(;n!==null;){if(cn(n)){if(me.isElementBoundaryStartMarker(n))n.data="",o++;else if(me.isElementBoundaryEndMarker(n)){if(o===0){n.data="";return}n.data="",o--}}n=r.nextSibling()}let a=us,s=De().formatStructuralError(e,Ee(e),a);throw new Be(s.message,t,e,s.expected,s.received)}function md(r){let t=0;for(let e=0,o=r.length;e<o&&r[e].targetNodeId==="h";++e)t++;return t}function xt(r,t,e){if(r.targetNodeId===void 0)throw new Error("Factory could not be target to the node");e[r.targetNodeId]=t}function Bt(r,t){let e=r.parentNode,o=r,n;for(;o!==t;){if(n=o.nextSibling,!n)throw new Error(`Unmatched first/last child inside "${t.getRootNode().host.nodeName}".`);e.removeChild(o),o=n}e.removeChild(t)}var Zt=class{constructor(){this.index=0,this.length=0}get event(){return Re.getEvent()}get isEven(){return this.index%2===0}get isOdd(){return this.index%2!==0}get isFirst(){return this.index===0}get isInMiddle(){return!this.isFirst&&!this.isLast}get isLast(){return this.index===this.length-1}eventDetail(){return this.event.detail}eventTarget(){return this.event.target}},ot=class extends Zt{constructor(t,e,o){super(),this.fragment=t,this.factories=e,this.targets=o,this.behaviors=null,this.unbindables=[],this.source=null,this.isBound=!1,this.sourceLifetime=We.unknown,this._skipAttrUpdates=!1,this.isPrerendered=Promise.resolve(!1),this.isHydrated=Promise.resolve(!1),this.context=this,this.firstChild=t.firstChild,this.lastChild=t.lastChild}appendTo(t){t.appendChild(this.fragment)}insertBefore(t){if(this.fragment.hasChildNodes())t.parentNode.insertBefore(this.fragment,t);else{let e=this.lastChild;if(t.previousSibling===e)return;let o=t.parentNode,n=this.firstChild,a;for(;n!==e;)a=n.nextSibling,o.insertBefore(n,t),n=a;o.insertBefore(e,t)}}remove(){let t=this.fragment,e=this.lastChild,o=this.firstChild,n;for(;o!==e;)n=o.nextSibling,t.appendChild(o),o=n;t.appendChild(e)}dispose(){Bt(this.firstChild,this.lastChild),this.unbind()}onUnbind(t){this.unbindables.push(t)}bind(t,e=this){if(this.source===t&&this.context===e)return;let o=this.behaviors;if(o===null){this.source=t,this.context=e,this.behaviors=o=new Array(this.factories.length);let n=this.factories;for(let a=0,s=n.length;a<s;++a){let c=n[a].createBehavior();c.bind(this),o[a]=c}}else{this.source!==null&&this.evaluateUnbindables(),this.isBound=!1,this.source=t,this.context=e;for(let n=0,a=o.length;n<a;++n)o[n].bind(this)}this.isBound=!0}unbind(){!this.isBound||this.source===null||(this.evaluateUnbindables(),this.source=null,this.context=this,this.isBound=!1)}evaluateUnbindables(){let t=this.unbindables;for(let e=0,o=t.length;e<o;++e)t[e].unbind(this);t.length=0}static disposeContiguousBatch(t){if(t.length!==0){Bt(t[0].firstChild,t[t.length-1].lastChild);for(let e=0,o=t.length;e<o;++e)t[e].unbind()}}};ae(ot);R.defineProperty(ot.prototype,"index");R.defineProperty(ot.prototype,"length");var fs,nt={unhydrated:"unhydrated",hydrating:"hydrating",hydrated:"hydrated"},un=class extends Error{constructor(t,e,o,n,a,s){super(t),this.factory=e,this.fragment=o,this.templateString=n,this.expected=a,this.received=s}},pn=class extends Zt{get hydrationStage(){return this._hydrationStage}get targets(){return this._targets}get bindingViewBoundaries(){return this._bindingViewBoundaries}constructor(t,e,o,n){super(),this.firstChild=t,this.lastChild=e,this.sourceTemplate=o,this.hostBindingTarget=n,this[fs]=Qt,this.context=this,this.source=null,this.isBound=!1,this.sourceLifetime=We.unknown,this.unbindables=[],this.fragment=null,this.behaviors=null,this._hydrationStage=nt.unhydrated,this._bindingViewBoundaries={},this._targets={},this.factories=o.compile().factories}insertBefore(t){if(this.fragment!==null)if(this.fragment.hasChildNodes())t.parentNode.insertBefore(this.fragment,t);else{let e=this.lastChild;if(t.previousSibling===e)return;let o=t.parentNode,n=this.firstChild,a;for(;n!==e;)a=n.nextSibling,o.insertBefore(n,t),n=a;o.insertBefore(e,t)}}appendTo(t){this.fragment!==null&&t.appendChild(this.fragment)}remove(){let t=this.fragment||(this.fragment=document.createDocumentFragment()),e=this.lastChild,o=this.firstChild,n;for(;o!==e;){if(n=o.nextSibling,!n)throw new Error(`Unmatched first/last child inside "${e.getRootNode().host.nodeName}".`);t.appendChild(o),o=n}t.appendChild(e)}bind(t,e=this){if(this.source===t&&this.context===e)return;this.hydrationStage!==nt.hydrated&&(this._hydrationStage=nt.hydrating);let o=this.behaviors;if(o===null){this.source=t,this.context=e;try{let{targets:a,boundaries:s}=ms(this.firstChild,this.lastChild,this.factories);this._targets=a,this._bindingViewBoundaries=s}catch(a){if(a instanceof Be){let s=this.sourceTemplate.html;typeof s!="string"&&(s=s.innerHTML),a.templateString=s}throw a}this.behaviors=o=new Array(this.factories.length);let n=this.factories;for(let a=0,s=n.length;a<s;++a){let c=n[a];if(c.targetNodeId==="h"&&this.hostBindingTarget&&xt(c,this.hostBindingTarget,this._targets),c.targetNodeId in this.targets){let l=c.createBehavior();l.bind(this),o[a]=l}else{let l=this.sourceTemplate.html;typeof l!="string"&&(l=l.innerHTML);let u=dn(this.firstChild,this.lastChild).cloneContents(),d=De().formatBindingMismatch(c,this.firstChild,this.lastChild,Ee(this.firstChild));throw new un(d.message,c,u,l,d.expected,d.received)}}}else{this.source!==null&&this.evaluateUnbindables(),this.isBound=!1,this.source=t,this.context=e;for(let n=0,a=o.length;n<a;++n)o[n].bind(this)}this.isBound=!0,this._hydrationStage=nt.hydrated}unbind(){!this.isBound||this.source===null||(this.evaluateUnbindables(),this.source=null,this.context=this,this.isBound=!1)}dispose(){Bt(this.firstChild,this.lastChild),this.unbind()}onUnbind(t){this.unbindables.push(t)}evaluateUnbindables(){let t=this.unbindables;for(let e=0,o=t.length;e<o;++e)t[e].unbind(this);t.length=0}};fs=Qt;ae(pn);function fd(r){return r.create!==void 0}function vd(r,t,e,o){if(e==null&&(e=""),fd(e)){r.textContent="";let n=r.$fastView;if(n===void 0)if(Xr(o)&&Xr(e)&&o.bindingViewBoundaries[this.targetNodeId]!==void 0&&o.hydrationStage!==nt.hydrated){let a=o.bindingViewBoundaries[this.targetNodeId];n=e.hydrate(a.first,a.last)}else n=e.create();else r.$fastTemplate!==e&&(n.isComposed&&(n.remove(),n.unbind()),n=e.create());n.isComposed?n.needsBindOnly&&(n.needsBindOnly=!1,n.bind(o.source,o.context)):(n.isComposed=!0,n.bind(o.source,o.context),n.insertBefore(r),r.$fastView=n,r.$fastTemplate=e)}else{let n=r.$fastView;if(n!==void 0&&n.isComposed&&(n.isComposed=!1,n.remove(),n.needsBindOnly?n.needsBindOnly=!1:n.unbind()),n===void 0&&Xr(o)&&o.hydrationStage!==nt.hydrated){let a=o.bindingViewBoundaries[this.targetNodeId];a!==void 0&&(Bt(a.first,a.last),delete o.bindingViewBoundaries[this.targetNodeId])}r.textContent=e}}function bd(r,t,e){var o;let n=`${this.id}-t`,a=(o=r[n])!==null&&o!==void 0?o:r[n]={v:0,cv:Object.create(null)},s=a.cv,c=a.v,l=r[t];if(e!=null&&e.length){let u=e.split(/\s+/);for(let d=0,g=u.length;d<g;++d){let f=u[d];f!==""&&(s[f]=c,l.add(f))}}if(a.v=c+1,c!==0){c-=1;for(let u in s)s[u]===c&&l.remove(u)}}var yd={[j.attribute]:Ie.setAttribute,[j.booleanAttribute]:Ie.setBooleanAttribute,[j.property]:(r,t,e)=>r[t]=e,[j.content]:vd,[j.tokenList]:bd,[j.event]:()=>{}},we=class{constructor(t){this.updateTarget=null,this.aspectType=j.content,this.dataBinding=t}createHTML(t){return qr.interpolation(t(this))}createBehavior(){var t;if(this.updateTarget===null){let e=yd[this.aspectType],o=(t=this.dataBinding.policy)!==null&&t!==void 0?t:this.policy;if(!e)throw O.error(D.unsupportedBindingBehavior);this.data=`${this.id}-d`,this.updateTarget=o.protect(this.targetTagName,this.aspectType,this.targetAspect,e)}return this}bind(t){var e;let o=t.targets[this.targetNodeId];switch(this.aspectType){case j.event:o[this.data]=t,o.addEventListener(this.targetAspect,this,this.dataBinding.options);break;case j.content:t.onUnbind(this);default:{let n=(e=o[this.data])!==null&&e!==void 0?e:o[this.data]=this.dataBinding.createObserver(this,this);n.target=o,n.controller=t;let a=n.bind(t);if(t._skipAttrUpdates&&(this.aspectType===j.attribute||this.aspectType===j.booleanAttribute))break;this.updateTarget(o,this.targetAspect,a,t);break}}}unbind(t){let o=t.targets[this.targetNodeId].$fastView;o!==void 0&&o.isComposed&&(o.unbind(),o.needsBindOnly=!0)}handleEvent(t){let e=t.currentTarget[this.data];if(e.isBound){Re.setEvent(t);let o=this.dataBinding.evaluate(e.source,e.context);Re.setEvent(null),o!==!0&&t.preventDefault()}}handleChange(t,e){let o=e.controller;if(!o.isBound)return;let n=e.target;this.updateTarget(n,this.targetAspect,e.bind(o),o)}};re.define(we,{aspected:!0});var ks=(r,t)=>`${r}.${t}`,vs={},$e={index:0,node:null};function bs(r){r.startsWith("fast-")||O.warn(D.hostBindingWithoutHost,{name:r})}var kd=new Proxy(document.createElement("div"),{get(r,t){bs(t);let e=Reflect.get(r,t);return Se(e)?e.bind(r):e},set(r,t,e){return bs(t),Reflect.set(r,t,e)}}),hn=class{constructor(t,e,o){this.fragment=t,this.directives=e,this.policy=o,this.proto=null,this.nodeIds=new Set,this.descriptors={},this.factories=[]}addFactory(t,e,o,n,a){var s,c;this.nodeIds.has(o)||(this.nodeIds.add(o),this.addTargetDescriptor(e,o,n)),t.id=(s=t.id)!==null&&s!==void 0?s:Yt(),t.targetNodeId=o,t.targetTagName=a,t.policy=(c=t.policy)!==null&&c!==void 0?c:this.policy,this.factories.push(t)}freeze(){return this.proto=Object.create(null,this.descriptors),this}addTargetDescriptor(t,e,o){let n=this.descriptors;if(e==="r"||e==="h"||n[e])return;if(!n[t]){let s=t.lastIndexOf("."),c=t.substring(0,s),l=parseInt(t.substring(s+1),10);this.addTargetDescriptor(c,t,l)}let a=vs[e];if(!a){let s=`_${e}`;vs[e]=a={get(){var c;return(c=this[s])!==null&&c!==void 0?c:this[s]=this[t].childNodes[o]}}}n[e]=a}createView(t){let e=this.fragment.cloneNode(!0),o=Object.create(this.proto);o.r=e,o.h=t??kd;for(let n of this.nodeIds)Reflect.get(o,n);return new ot(e,this.factories,o)}};function Ss(r,t,e,o,n,a=!1){let s=e.attributes,c=r.directives;for(let l=0,u=s.length;l<u;++l){let d=s[l],g=d.value,f=Jt.parse(g,c),y=null;f===null?a&&(y=new we(Dr(()=>g,r.policy)),re.assignAspect(y,d.name)):y=Kr.aggregate(f,r.policy),y!==null&&(e.removeAttributeNode(d),l--,u--,r.addFactory(y,t,o,n,e.tagName))}}function Sd(r,t,e,o,n){let a=Jt.parse(t.textContent,r.directives);if(a===null)return $e.node=t.nextSibling,$e.index=n+1,$e;let s,c=s=t;for(let l=0,u=a.length;l<u;++l){let d=a[l];l!==0&&(n++,o=ks(e,n),s=c.parentNode.insertBefore(document.createTextNode(""),c.nextSibling)),ne(d)?s.textContent=d:(s.textContent=" ",re.assignAspect(d),r.addFactory(d,e,o,n,null)),c=s}return $e.index=n+1,$e.node=c.nextSibling,$e}function xs(r,t,e){let o=0,n=t.firstChild;for(;n;){let a=xd(r,e,n,o);n=a.node,o=a.index}}function xd(r,t,e,o){let n=ks(t,o);switch(e.nodeType){case 1:Ss(r,t,e,n,o),xs(r,e,n);break;case 3:return Sd(r,e,t,n,o);case 8:{let a=Jt.parse(e.data,r.directives);a!==null&&r.addFactory(Kr.aggregate(a),t,n,o,null);break}}return $e.index=o+1,$e.node=e.nextSibling,$e}function Bd(r,t){return r&&r.nodeType===8&&Jt.parse(r.data,t)!==null}var ys="TEMPLATE",Kr={compile(r,t,e=Ie.policy){let o;if(ne(r)){o=document.createElement(ys),o.innerHTML=e.createHTML(r);let s=o.content.firstElementChild;s!==null&&s.tagName===ys&&(o=s)}else o=r;!o.content.firstChild&&!o.content.lastChild&&o.content.appendChild(document.createComment(""));let n=document.adoptNode(o.content),a=new hn(n,t,e);return Ss(a,"",o,"h",0,!0),(Bd(n.firstChild,t)||n.childNodes.length===1&&Object.keys(t).length>0)&&n.insertBefore(document.createComment(""),n.firstChild),xs(a,n,"r"),$e.node=null,a.freeze()},setDefaultStrategy(r){this.compile=r},aggregate(r,t=Ie.policy){if(r.length===1)return r[0];let e,o=!1,n,a=r.length,s=r.map(u=>ne(u)?()=>u:(e=u.sourceAspect||e,o=o||u.dataBinding.isVolatile,n=n||u.dataBinding.policy,u.dataBinding.evaluate)),c=(u,d)=>{let g="";for(let f=0;f<a;++f)g+=s[f](u,d);return g},l=new we(Er(c,n??t,o));return re.assignAspect(l,e),l}};var er=class extends rt{bind(t){t.source[this.options]=t.targets[this.targetNodeId]}};re.define(er);var Yr=r=>new er(r);var wd=/([ \x09\x0a\x0c\x0d])([^\0-\x1F\x7F-\x9F "'>=/]+)([ \x09\x0a\x0c\x0d]*=[ \x09\x0a\x0c\x0d]*(?:[^ \x09\x0a\x0c\x0d"'`<>=]*|"[^"]*|'[^']*))$/,$d=Object.create(null),be=class{constructor(t,e=$d){this.html=t,this.factories=e}createHTML(t){let e=this.factories;for(let o in e)t(e[o]);return this.html}};be.empty=new be("");re.define(be);function Pd(r,t,e,o=re.getForInstance(r)){if(o.aspected){let n=wd.exec(t);n!==null&&re.assignAspect(r,n[2])}return r.createHTML(e)}var tr=class r{constructor(t,e={},o){this.policy=o,this.result=null,this.html=t,this.factories=e}compile(){return this.result===null&&(this.result=Kr.compile(this.html,this.factories,this.policy)),this.result}inline(){return new be(ne(this.html)?this.html:this.html.innerHTML,this.factories)}withPolicy(t){if(this.result)throw O.error(D.cannotSetTemplatePolicyAfterCompilation);if(this.policy)throw O.error(D.onlySetTemplatePolicyOnce);return this.policy=t,this}render(t,e,o){let n=this.create(o);return n.bind(t),n.appendTo(e),n}create(t){return this.compile().createView(t)}static create(t,e,o){let n="",a=Object.create(null),s=c=>{var l;let u=(l=c.id)!==null&&l!==void 0?l:c.id=Yt();return a[u]=c,u};for(let c=0,l=t.length-1;c<l;++c){let u=t[c],d=e[c],g;if(n+=u,Se(d))d=new we(Er(d));else if(d instanceof Ue)d=new we(d);else if(!(g=re.getForInstance(d))){let f=d;d=new we(Dr(()=>f))}n+=Pd(d,u,s,g)}return new r(n+t[t.length-1],a,o)}};ae(tr);var pe=((r,...t)=>{if(Array.isArray(r)&&Array.isArray(r.raw))return tr.create(r,t);throw O.error(D.directCallToHTMLTagNotAllowed)});pe.partial=r=>new be(r);var Bs="slotchange",rr=class extends Gr{observe(t){t.addEventListener(Bs,this)}disconnect(t){t.removeEventListener(Bs,this)}getNodes(t){return t.assignedNodes(this.options)}handleEvent(t){let e=t.currentTarget;this.updateTarget(this.getSource(e),this.computeNodes(e))}};re.define(rr);function or(r){return ne(r)&&(r={property:r}),new rr(r)}var Ad=":host([hidden]){display:none}";function Ge(r){return`${Ad}:host{display:${r}}`}var wt="var(--colorNeutralForeground1)",Jr="var(--colorNeutralForeground1Hover)",ws="var(--colorNeutralForeground1Pressed)";var at="var(--colorNeutralForeground2)",$s="var(--colorNeutralForeground2Hover)",Ps="var(--colorNeutralForeground2Pressed)";var gn="var(--colorNeutralForeground2BrandHover)",mn="var(--colorNeutralForeground2BrandPressed)";var he="var(--colorNeutralForegroundDisabled)";var As="var(--colorCompoundBrandForeground1Hover)";var Qr="var(--colorNeutralForegroundOnBrand)";var Ns="var(--colorNeutralBackground1)",Ts="var(--colorNeutralBackground1Hover)",Cs="var(--colorNeutralBackground1Pressed)";var Fs="var(--colorSubtleBackground)",Zr="var(--colorSubtleBackgroundHover)",nr="var(--colorSubtleBackgroundPressed)";var $t="var(--colorTransparentBackground)",fn="var(--colorTransparentBackgroundHover)",vn="var(--colorTransparentBackgroundPressed)";var Rs="var(--colorNeutralBackgroundDisabled)";var Is="var(--colorBrandBackground)",Ls="var(--colorBrandBackgroundHover)",Ds="var(--colorBrandBackgroundPressed)";var Es="var(--colorNeutralStroke1)",ar="var(--colorNeutralStroke1Hover)",Ms="var(--colorNeutralStroke1Pressed)";var Hs="var(--colorNeutralStrokeOnBrand2)";var _s="var(--colorBrandStroke1)",Os="var(--colorBrandStroke2)";var eo="var(--colorCompoundBrandStroke)";var zs="var(--colorNeutralStrokeDisabled)";var bn="var(--colorTransparentStroke)";var Vs="var(--colorStrokeFocus1)",sr="var(--colorStrokeFocus2)";var js="var(--borderRadiusNone)",to="var(--borderRadiusSmall)",ro="var(--borderRadiusMedium)",Us="var(--borderRadiusLarge)";var Xe="var(--borderRadiusCircular)",oo="var(--fontFamilyBase)";var Ws="var(--fontSizeBase200)",Pt="var(--fontSizeBase300)",no="var(--fontSizeBase400)";var qs="var(--fontWeightRegular)";var ir="var(--fontWeightSemibold)";var Gs="var(--lineHeightBase200)",st="var(--lineHeightBase300)",ao="var(--lineHeightBase400)";var Xs="var(--shadow2)",Ks="var(--shadow4)";var Ys="var(--strokeWidthThin)",At="var(--strokeWidthThick)",fe="var(--strokeWidthThicker)",Js="var(--strokeWidthThickest)";var Qs="var(--spacingHorizontalXS)",so="var(--spacingHorizontalSNudge)",Zs="var(--spacingHorizontalS)",it="var(--spacingHorizontalMNudge)",Nt="var(--spacingHorizontalM)",ei="var(--spacingHorizontalL)";var ti="var(--spacingVerticalXXS)";var yn="var(--spacingVerticalSNudge)",io="var(--spacingVerticalS)",ri="var(--spacingVerticalMNudge)";var oi="var(--spacingVerticalL)";var ni="var(--durationFaster)";var ai="var(--durationSlow)";var si="var(--curveDecelerateMax)";var lo="var(--curveEasyEase)";var Nd=ue`
  ${Ge("inline-flex")}

  :host {
    --icon-spacing: ${so};
    position: relative;
    contain: layout style;
    vertical-align: middle;
    align-items: center;
    box-sizing: border-box;
    justify-content: center;
    text-align: center;
    text-decoration-line: none;
    margin: 0;
    min-height: 32px;
    outline-style: none;
    background-color: ${Ns};
    color: ${wt};
    border: ${Ys} solid ${Es};
    padding: 0 ${Nt};
    min-width: 96px;
    border-radius: ${ro};
    font-size: ${Pt};
    font-family: ${oo};
    font-weight: ${ir};
    line-height: ${st};
    transition-duration: ${ni};
    transition-property: background, border, color;
    transition-timing-function: ${lo};
    cursor: pointer;
    user-select: none;
  }

  .content {
    display: inherit;
  }

  :host(:hover) {
    background-color: ${Ts};
    color: ${Jr};
    border-color: ${ar};
  }

  :host(:hover:active) {
    background-color: ${Cs};
    border-color: ${Ms};
    color: ${ws};
    outline-style: none;
  }

  :host(:focus-visible) {
    border-color: ${bn};
    outline: ${At} solid ${bn};
    box-shadow: ${Ks}, 0 0 0 2px ${sr};
  }

  @media screen and (prefers-reduced-motion: reduce) {
    :host {
      transition-duration: 0.01ms;
    }
  }

  ::slotted(svg) {
    font-size: 20px;
    height: 20px;
    width: 20px;
    fill: currentColor;
  }

  ::slotted([slot='start']) {
    margin-inline-end: var(--icon-spacing);
  }

  ::slotted([slot='end']),
  [slot='end'] {
    flex-shrink: 0;
    margin-inline-start: var(--icon-spacing);
  }

  :host([icon-only]) {
    min-width: 32px;
    max-width: 32px;
  }

  :host([size='small']) {
    --icon-spacing: ${Qs};
    min-height: 24px;
    min-width: 64px;
    padding: 0 ${Zs};
    border-radius: ${to};
    font-size: ${Ws};
    line-height: ${Gs};
    font-weight: ${qs};
  }

  :host([size='small'][icon-only]) {
    min-width: 24px;
    max-width: 24px;
  }

  :host([size='large']) {
    min-height: 40px;
    border-radius: ${Us};
    padding: 0 ${ei};
    font-size: ${no};
    line-height: ${ao};
  }

  :host([size='large'][icon-only]) {
    min-width: 40px;
    max-width: 40px;
  }

  :host([size='large']) ::slotted(svg) {
    font-size: 24px;
    height: 24px;
    width: 24px;
  }

  :host(:is([shape='circular'], [shape='circular']:focus-visible)) {
    border-radius: ${Xe};
  }

  :host(:is([shape='square'], [shape='square']:focus-visible)) {
    border-radius: ${js};
  }

  :host([appearance='primary']) {
    background-color: ${Is};
    color: ${Qr};
    border-color: transparent;
  }

  :host([appearance='primary']:hover) {
    background-color: ${Ls};
  }

  :host([appearance='primary']:is(:hover, :hover:active):not(:focus-visible)) {
    border-color: transparent;
  }

  :host([appearance='primary']:is(:hover, :hover:active)) {
    color: ${Qr};
  }

  :host([appearance='primary']:hover:active) {
    background-color: ${Ds};
  }

  :host([appearance='primary']:focus-visible) {
    border-color: ${Qr};
    box-shadow: ${Xs}, 0 0 0 2px ${sr};
  }

  :host([appearance='outline']) {
    background-color: ${$t};
  }

  :host([appearance='outline']:hover) {
    background-color: ${fn};
  }

  :host([appearance='outline']:hover:active) {
    background-color: ${vn};
  }

  :host([appearance='subtle']) {
    background-color: ${Fs};
    color: ${at};
    border-color: transparent;
  }

  :host([appearance='subtle']:hover) {
    background-color: ${Zr};
    color: ${$s};
    border-color: transparent;
  }

  :host([appearance='subtle']:hover:active) {
    background-color: ${nr};
    color: ${Ps};
    border-color: transparent;
  }

  :host([appearance='subtle']:hover) ::slotted(svg) {
    fill: ${gn};
  }

  :host([appearance='subtle']:hover:active) ::slotted(svg) {
    fill: ${mn};
  }

  :host([appearance='transparent']) {
    background-color: ${$t};
    color: ${at};
  }

  :host([appearance='transparent']:hover) {
    background-color: ${fn};
    color: ${gn};
  }

  :host([appearance='transparent']:hover:active) {
    background-color: ${vn};
    color: ${mn};
  }

  :host(:is([appearance='transparent'], [appearance='transparent']:is(:hover, :active))) {
    border-color: transparent;
  }
`,ii=ue`
  ${Nd}

  :host(:is(:disabled, [disabled], [disabled-focusable], [appearance]:disabled, [appearance][disabled], [appearance][disabled-focusable])),
  :host(:is(:disabled, [disabled], [disabled-focusable], [appearance]:disabled, [appearance][disabled], [appearance][disabled-focusable]):hover),
  :host(:is(:disabled, [disabled], [disabled-focusable], [appearance]:disabled, [appearance][disabled], [appearance][disabled-focusable]):hover:active) {
    background-color: ${Rs};
    border-color: ${zs};
    color: ${he};
    cursor: not-allowed;
  }

  :host([appearance='primary']:is(:disabled, [disabled], [disabled-focusable])),
  :host([appearance='primary']:is(:disabled, [disabled], [disabled-focusable]):is(:hover, :hover:active)) {
    border-color: transparent;
  }

  :host([appearance='outline']:is(:disabled, [disabled], [disabled-focusable])),
  :host([appearance='outline']:is(:disabled, [disabled], [disabled-focusable]):is(:hover, :hover:active)) {
    background-color: ${$t};
  }

  :host([appearance='subtle']:is(:disabled, [disabled], [disabled-focusable])),
  :host([appearance='subtle']:is(:disabled, [disabled], [disabled-focusable]):is(:hover, :hover:active)) {
    background-color: ${$t};
    border-color: transparent;
  }

  :host([appearance='transparent']:is(:disabled, [disabled], [disabled-focusable])),
  :host([appearance='transparent']:is(:disabled, [disabled], [disabled-focusable]):is(:hover, :hover:active)) {
    border-color: transparent;
    background-color: ${$t};
  }

  @media (forced-colors: active) {
    :host {
      background-color: ButtonFace;
      color: ButtonText;
    }

    :host(:is(:hover, :focus-visible)) {
      border-color: Highlight !important;
    }

    :host([appearance='primary']:not(:is(:hover, :focus-visible))) {
      background-color: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }

    :host(
        :is(
            :disabled,
            [disabled],
            [disabled-focusable],
            [appearance]:disabled,
            [appearance][disabled],
            [appearance][disabled-focusable]
          )
      ) {
      background-color: ButtonFace;
      color: GrayText;
      border-color: ButtonText;
    }
  }
`;function kn(r){return r?typeof r=="string"?new be(r):"inline"in r?r.inline():r:be.empty}var Tt=class{};function co(r){return pe` <slot name="end" ${Yr("end")}>${kn(r.end)}</slot> `.inline()}function uo(r){return pe` <slot name="start" ${Yr("start")}>${kn(r.start)}</slot> `.inline()}function Td(r={}){return pe`
    <template
      @click="${(t,e)=>t.clickHandler(e.event)}"
      @keypress="${(t,e)=>t.keypressHandler(e.event)}"
    >
      ${uo(r)}
      <span class="content" part="content">
        <slot ${or("defaultSlottedContent")}></slot>
      </span>
      ${co(r)}
    </template>
  `}var li=Td();var ci={name:Da,registry:Y.registry,styles:ii,template:li};function A(r,t,e,o){var n=arguments.length,a=n<3?t:o===null?o=Object.getOwnPropertyDescriptor(t,e):o,s;if(typeof Reflect=="object"&&typeof Reflect.decorate=="function")a=Reflect.decorate(r,t,e,o);else for(var c=r.length-1;c>=0;c--)(s=r[c])&&(a=(n<3?s(a):n>3?s(t,e,a):s(t,e))||a);return n>3&&a&&Object.defineProperty(t,e,a),a}function po(r,...t){let e=kt.locate(r);t.forEach(o=>{Object.getOwnPropertyNames(o.prototype).forEach(a=>{a!=="constructor"&&Object.defineProperty(r.prototype,a,Object.getOwnPropertyDescriptor(o.prototype,a))}),kt.locate(o).forEach(a=>e.push(a))})}function ho(r){let t=r.ownerDocument;r?.isConnected&&r?.hasAttribute("autofocus")&&r?.checkVisibility?.({contentVisibilityAuto:!0,visibilityProperty:!0})&&[null,r,t.body,t.documentElement].includes(t.activeElement)&&Fe.enqueue(()=>{r.focus()})}var J=class extends Le{disabledChanged(){this.setTabIndex()}disabledFocusableChanged(t,e){this.elementInternals&&(this.elementInternals.ariaDisabled=`${!!e}`)}get form(){return this.elementInternals.form}static{this.formAssociated=!0}get labels(){return Object.freeze(Array.from(this.elementInternals.labels))}typeChanged(t,e){e!==Gt.submit&&(this.formSubmissionFallbackControl?.remove(),this.shadowRoot?.querySelector('slot[name="internal"]')?.remove())}clickHandler(t){if(t&&this.disabledFocusable){t.stopImmediatePropagation();return}return this.press(),!0}connectedCallback(){super.connectedCallback(),this.elementInternals.ariaDisabled=`${!!this.disabledFocusable}`,this.setTabIndex(),ho(this)}constructor(){super(),this.disabledFocusable=!1,this.elementInternals=this.attachInternals(),this.elementInternals.role="button"}createAndInsertFormSubmissionFallbackControl(){let t=this.formSubmissionFallbackControlSlot??document.createElement("slot");t.setAttribute("name","internal"),this.shadowRoot?.appendChild(t),this.formSubmissionFallbackControlSlot=t;let e=this.formSubmissionFallbackControl??document.createElement("button");e.style.display="none",e.setAttribute("type","submit"),e.setAttribute("slot","internal"),this.formNoValidate&&e.toggleAttribute("formnovalidate",!0),this.elementInternals.form?.id&&e.setAttribute("form",this.elementInternals.form.id),this.name&&e.setAttribute("name",this.name),this.value&&e.setAttribute("value",this.value),this.formAction&&e.setAttribute("formaction",this.formAction??""),this.formEnctype&&e.setAttribute("formenctype",this.formEnctype??""),this.formMethod&&e.setAttribute("formmethod",this.formMethod??""),this.formTarget&&e.setAttribute("formtarget",this.formTarget??""),this.append(e),this.formSubmissionFallbackControl=e}formDisabledCallback(t){this.disabled=t}keypressHandler(t){if(t&&this.disabledFocusable){t.stopImmediatePropagation();return}if(t.key==="Enter"||t.key===" "){this.click();return}return!0}press(){switch(this.type){case Gt.reset:{this.resetForm();break}case Gt.submit:{this.submitForm();break}}}resetForm(){this.elementInternals.form?.reset()}setTabIndex(){if(this.disabled){this.removeAttribute("tabindex");return}this.tabIndex=Number(this.getAttribute("tabindex")??0)<0?-1:0}submitForm(){if(!(!this.elementInternals.form||this.disabled||this.type!==Gt.submit)){if(!this.name&&!this.formAction&&!this.formEnctype&&!this.formAttribute&&!this.formMethod&&!this.formNoValidate&&!this.formTarget){this.elementInternals.form.requestSubmit();return}try{this.elementInternals.setFormValue(this.value??""),this.elementInternals.form.requestSubmit(this)}catch{this.createAndInsertFormSubmissionFallbackControl(),this.elementInternals.setFormValue(null),this.elementInternals.form.requestSubmit(this.formSubmissionFallbackControl)}}}};A([yt],J.prototype,"defaultSlottedContent",void 0);A([N({mode:"boolean"})],J.prototype,"disabled",void 0);A([N({attribute:"disabled-focusable",mode:"boolean"})],J.prototype,"disabledFocusable",void 0);A([N({attribute:"formaction"})],J.prototype,"formAction",void 0);A([N({attribute:"form"})],J.prototype,"formAttribute",void 0);A([N({attribute:"formenctype"})],J.prototype,"formEnctype",void 0);A([N({attribute:"formmethod"})],J.prototype,"formMethod",void 0);A([N({attribute:"formnovalidate",mode:"boolean"})],J.prototype,"formNoValidate",void 0);A([N({attribute:"formtarget"})],J.prototype,"formTarget",void 0);A([N],J.prototype,"name",void 0);A([N],J.prototype,"type",void 0);A([N],J.prototype,"value",void 0);var Me=class extends J{constructor(){super(...arguments),this.iconOnly=!1}};A([N],Me.prototype,"appearance",void 0);A([N],Me.prototype,"shape",void 0);A([N],Me.prototype,"size",void 0);A([N({attribute:"icon-only",mode:"boolean"})],Me.prototype,"iconOnly",void 0);po(Me,Tt);Me.define(ci);var di=`${Y.prefix}-spinner`;var ui=ue`
  ${Ge("inline-flex")}

  :host {
    --duration: 1.5s;
    --indicatorSize: ${fe};
    --size: 32px;
    height: var(--size);
    width: var(--size);
    contain: strict;
    content-visibility: auto;
  }

  :host([size='tiny']) {
    --indicatorSize: ${At};
    --size: 20px;
  }
  :host([size='extra-small']) {
    --indicatorSize: ${At};
    --size: 24px;
  }
  :host([size='small']) {
    --indicatorSize: ${At};
    --size: 28px;
  }
  :host([size='large']) {
    --indicatorSize: ${fe};
    --size: 36px;
  }
  :host([size='extra-large']) {
    --indicatorSize: ${fe};
    --size: 40px;
  }
  :host([size='huge']) {
    --indicatorSize: ${Js};
    --size: 44px;
  }

  .progress,
  .background,
  .spinner,
  .start,
  .end,
  .indicator {
    position: absolute;
    inset: 0;
  }

  .progress,
  .spinner,
  .indicator {
    animation: none var(--duration) infinite ${lo};
  }

  .progress {
    animation-timing-function: linear;
    animation-name: spin-linear;
  }

  .background {
    border: var(--indicatorSize) solid ${Os};
    border-radius: 50%;
  }

  :host([appearance='inverted']) .background {
    border-color: rgba(255, 255, 255, 0.2);
  }

  .spinner {
    animation-name: spin-swing;
  }

  .start {
    overflow: hidden;
    right: 50%;
  }

  .end {
    overflow: hidden;
    left: 50%;
  }

  .indicator {
    color: ${_s};
    box-sizing: border-box;
    border-radius: 50%;
    border: var(--indicatorSize) solid transparent;
    border-block-start-color: currentcolor;
    border-right-color: currentcolor;
  }

  :host([appearance='inverted']) .indicator {
    color: ${Hs};
  }

  .start .indicator {
    rotate: 135deg; /* Starts 9 o'clock */
    inset: 0 -100% 0 0;
    animation-name: spin-start;
  }

  .end .indicator {
    rotate: 135deg; /* Ends at 3 o'clock */
    inset: 0 0 0 -100%;
    animation-name: spin-end;
  }

  @keyframes spin-linear {
    100% {
      transform: rotate(360deg);
    }
  }

  @keyframes spin-swing {
    0% {
      transform: rotate(-135deg);
    }
    50% {
      transform: rotate(0deg);
    }
    100% {
      transform: rotate(225deg);
    }
  }

  @keyframes spin-start {
    0%,
    100% {
      transform: rotate(0deg);
    }
    50% {
      transform: rotate(-80deg);
    }
  }

  @keyframes spin-end {
    0%,
    100% {
      transform: rotate(0deg);
    }
    50% {
      transform: rotate(70deg);
    }
  }

  @media (forced-colors: active) {
    .background {
      display: none;
    }
    .indicator {
      border-color: Canvas;
      border-block-start-color: Highlight;
      border-right-color: Highlight;
    }
  }
`;var pi=pe`
  <slot name="indicator">
    <div class="background"></div>
    <div class="progress">
      <div class="spinner">
        <div class="start">
          <div class="indicator"></div>
        </div>
        <div class="end">
          <div class="indicator"></div>
        </div>
      </div>
    </div>
  </slot>
`;var hi={name:di,registry:Y.registry,styles:ui,template:pi};var go=class extends Le{constructor(){super(),this.elementInternals=this.attachInternals(),this.elementInternals.role="progressbar"}};var Ct=class extends go{};A([N],Ct.prototype,"size",void 0);A([N],Ct.prototype,"appearance",void 0);Ct.define(hi);function Sn(r,t="-tab"){return r?.nodeType!==Node.ELEMENT_NODE?!1:r.tagName.toLowerCase().endsWith(t)}var gi=`${Y.prefix}-tab`;var mi=ue`
  ${Ge("inline-flex")}

  :host {
    position: relative;
    flex-direction: row;
    align-items: center;
    cursor: pointer;
    box-sizing: border-box;
    justify-content: center;
    line-height: ${st};
    font-family: ${oo};
    font-size: ${Pt};
    color: ${at};
    fill: currentcolor;
    grid-row: 1;
    padding: ${Nt} ${it};
    border-radius: ${ro};
    gap: 4px;
  }

  :host .tab-content {
    display: inline-flex;
    flex-direction: column;
    padding: 0 2px;
    grid-column: 3;
  }

  :host([aria-selected='true']) {
    color: ${wt};
    font-weight: ${ir};
  }

  /* adds hidden textContent to prevent shifting ui on bold / unbolding of text */
  :host .tab-content::after {
    content: var(--textContent);
    visibility: hidden;
    height: 0;
    line-height: ${st};
    font-weight: ${ir};
  }

  :host([aria-selected='true'])::after {
    background-color: ${eo};
    border-radius: ${Xe};
    content: '';
    inset: 0;
    position: absolute;
    z-index: 2;
  }

  :host([aria-selected='false']:hover)::after {
    background-color: ${ar};
    border-radius: ${Xe};
    content: '';
    inset: 0;
    position: absolute;
    z-index: 1;
  }

  /*
   * TODO: Remove '(text-size-adjust: auto)' after this bug is fixed:
   * https://bugs.webkit.org/show_bug.cgi?id=298646
   * Also remove the same trick from tablist.styles.ts.
   * Using '@supports (text-size-adjust: auto)' here to exclude Safari 26 from
   * using CSS Anchor Positioning here because it crashes.
   */
  @supports (anchor-name: --a) and (text-size-adjust: auto) {
    :host([aria-selected='true'])::after {
      background-color: transparent;
    }

    :host([aria-selected='true']:hover)::after {
      background-color: ${ar};
    }
  }

  :host([aria-selected='true'][disabled])::after {
    background-color: ${he};
  }

  ::slotted([slot='start']) {
    grid-column: 2;
  }

  ::slotted([slot='end']) {
    grid-column: -1;
  }

  ::slotted([slot='start']),
  ::slotted([slot='end']) {
    display: flex;
  }
  :host([disabled]) {
    cursor: not-allowed;
    fill: ${he};
    color: ${he};
    pointer-events: none;
  }

  :host([disabled]:hover)::after {
    background-color: unset;
  }

  :host(:focus) {
    outline: none;
  }

  :host(:focus-visible) {
    border-radius: ${to};
    box-shadow: 0 0 0 3px ${sr};
    outline: 1px solid ${Vs};
  }

  @media (forced-colors: active) {
    :host([aria-selected='true'])::after {
      background-color: Highlight;
    }
  }
`;function Cd(r={}){return pe`
    <template slot="tab" role="tab">
      ${uo(r)}
      <span class="tab-content"><slot></slot></span>
      ${co(r)}
    </template>
  `}var fi=Cd({});var vi={name:gi,registry:Y.registry,styles:mi,template:fi};var Ft=class extends Le{disabledChanged(t,e){this.setDisabledSideEffect(e)}constructor(){super(),this.elementInternals=this.attachInternals(),this.elementInternals.role="tab"}connectedCallback(){super.connectedCallback(),this.slot||="tab",this.setDisabledSideEffect(this.disabled),this.styles&&this.$fastController.removeStyles(this.styles),this.styles=ue`
      :host {
        --textContent: '${this.textContent}';
      }
    `,this.$fastController.addStyles(this.styles),ho(this)}setDisabledSideEffect(t){t?this.setAttribute("aria-disabled","true"):this.removeAttribute("aria-disabled"),this.tabIndex=t&&this.getAttribute("aria-selected")!=="true"?-1:0}};A([N({mode:"boolean"})],Ft.prototype,"disabled",void 0);po(Ft,Tt);Ft.define(vi);var bi={horizontal:"horizontal",vertical:"vertical"};var yi={subtle:"subtle",transparent:"transparent"};var lr=bi,ki=`${Y.prefix}-tablist`;var Si=ue`
  ${Ge("flex")}

  :host {
    --tabPaddingInline: ${it};
    --tabPaddingBlock: ${Nt};
    --tabIndicatorInsetInline: var(--tabPaddingInline);
    --tabIndicatorInsetBlock: 0;
    box-sizing: border-box;
    color: ${at};
    flex-direction: row;
    position: relative;
  }

  :host([size='small']) {
    --tabPaddingBlock: ${yn};
    --tabPaddingInline: ${so};
  }

  :host([size='large']) {
    --tabPaddingBlock: ${oi};
    --tabPaddingInline: ${it};
  }

  :host([orientation='vertical']) {
    --tabPaddingBlock: ${io};
    --tabIndicatorInsetBlock: ${io};
    --_col-start-width: 0px;
    display: grid;
    grid-template-columns: ${it} var(--_col-start-width) 1fr auto ${it};
  }

  :host(:has([slot='start'])) {
    --_col-start-width: 24px;
  }

  @scope {
    :scope:has([slot='start']) {
      --_col-start-width: 24px;
    }
  }

  :host([orientation='vertical'][size='small']) {
    --tabPaddingBlock: ${ti};
    --tabIndicatorInsetBlock: ${yn};
  }

  :host([orientation='vertical'][size='large']) {
    --tabPaddingBlock: ${io};
    --tabIndicatorInsetBlock: ${ri};
  }

  ::slotted([slot='tab']) {
    padding-inline: var(--tabPaddingInline);
    padding-block: var(--tabPaddingBlock);
  }

  :host([orientation='vertical']) ::slotted([role='tab']) {
    justify-content: flex-start;
    display: grid;
    gap: 0;
    grid-column: 1 / -1;
    grid-template-columns: subgrid;
    grid-row: unset;
    padding-inline: 0;
  }

  :host ::slotted([slot='tab'])::after {
    height: ${fe};
    margin-block-start: auto;
  }

  :host([orientation='vertical']) ::slotted([slot='tab'])::after {
    width: ${fe};
    height: unset;
    margin-block-start: unset;
  }

  /* ::before adds a secondary indicator placeholder that appears right after click on the active tab */
  :host ::slotted([slot='tab'])::before {
    height: ${fe};
    border-radius: ${Xe};
    content: '';
    inset-inline: var(--tabIndicatorInsetInline);
    inset-block: var(--tabIndicatorInsetBlock);
    position: absolute;
    margin-top: auto;
  }

  :host ::slotted([slot='tab'])::before {
    inset-inline: var(--tabIndicatorInsetInline);
    inset-block: var(--tabIndicatorInsetBlock);
  }

  :host ::slotted([slot='tab'][aria-selected='true'])::before {
    background-color: ${he};
  }

  :host ::slotted([slot='tab'][aria-selected='false']:hover)::after {
    height: ${fe};
    margin-block-start: auto;
    transform-origin: left;
  }

  :host([orientation='vertical']) ::slotted([slot='tab'])::before,
  :host([orientation='vertical']) ::slotted([slot='tab'][aria-selected='false']:hover)::after {
    height: unset;
    width: ${fe};
    margin-inline-end: auto;
    transform-origin: top;
  }

  :host([size='small']) ::slotted([slot='tab']) {
    font-size: ${Pt};
    line-height: ${st};
  }

  :host([size='large']) ::slotted([slot='tab']) {
    font-size: ${no};
    line-height: ${ao};
  }

  /* horizontal spacing for indicator */
  :host ::slotted([slot='tab'])::after,
  :host ::slotted([slot='tab'])::before,
  :host ::slotted([slot='tab']:hover)::after {
    inset-inline: var(--tabIndicatorInsetInline);
  }

  :host([orientation='vertical']) ::slotted([slot='tab'])::after,
  :host([orientation='vertical']) ::slotted([slot='tab'])::before,
  :host([orientation='vertical']) ::slotted([slot='tab']:hover)::after {
    inset-inline: 0;
    inset-block: var(--tabIndicatorInsetBlock);
  }

  /* disabled styles */
  :host([disabled]) {
    cursor: not-allowed;
    color: ${he};
  }

  :host([disabled]) ::slotted([slot='tab']) {
    pointer-events: none;
    cursor: not-allowed;
    color: ${he};
  }

  :host([disabled]) ::slotted([slot='tab']:after) {
    background-color: ${he};
  }

  :host([disabled]) ::slotted([slot='tab'][aria-selected='true'])::after {
    background-color: ${he};
  }

  :host([disabled]) ::slotted([slot='tab']:hover):before {
    content: unset;
  }

  :host([appearance='subtle']) ::slotted([slot='tab']:hover) {
    background-color: ${Zr};
    color: ${Jr};
    fill: ${As};
  }

  :host([appearance='subtle']) ::slotted([slot='tab']:active) {
    background-color: ${nr};
    fill: ${nr};
    color: ${wt};
  }

  /*
   * TODO: Remove '(text-size-adjust: auto)' after this bug is fixed:
   * https://bugs.webkit.org/show_bug.cgi?id=298646
   * Also remove the same trick from tab.styles.ts.
   * Using '@supports (text-size-adjust: auto)' here to exclude Safari 26.0 from
   * using CSS Anchor Positioning here because it crashes.
   */
  @supports (anchor-name: --a) and (text-size-adjust: auto) {
    ::slotted([slot='tab'][aria-selected='true']) {
      anchor-name: --tab;
    }

    :host::after {
      background-color: ${eo};
      content: '';
      inline-size: 100%;
      inset-block: auto anchor(end);
      inset-inline: anchor(center) auto;
      position: fixed;
      position-anchor: --tab;
      transform: translateX(-50%);
      transition-property: inset-inline, width;
      transition-duration: ${ai};
      transition-timing-function: ${si};
      z-index: 3;

      /* These styles should be in sync with tab.styles.ts’s :host::after */
      border-radius: ${Xe};
      width: calc(anchor-size() - var(--tabIndicatorInsetInline) * 2);
      height: ${fe};
    }

    :host(:dir(rtl))::after {
      transform: translateX(50%);
    }

    :host([orientation='vertical'])::after {
      inset-block: anchor(center) auto;
      inset-inline: anchor(start) auto;
      transform: translateY(-50%);
      transition-property: inset-block, height;

      /* These styles should be in sync with #vertical-tab-highlight above */
      width: ${fe};
      height: calc(anchor-size() - var(--tabIndicatorInsetBlock) * 2);
    }

    :host([disabled])::after {
      background-color: ${he};
    }
  }
`;var xi=pe`
  <template
    role="tablist"
    focusgroup="tablist inline block"
    @click="${(r,t)=>r.handleClick(t.event)}"
    @focusin="${(r,t)=>r.handleFocusIn(t.event)}"
  >
    <slot name="tab" ${or("slottedTabs")}></slot>
  </template>
`;var Bi={name:ki,registry:Y.registry,styles:Si,template:xi};var Rt={INFERRED_ROLE:"data-fg-ir",ITEM:"data-fg-item",AUTHOR_TABINDEX:"data-fg-ati",SEGMENT:"data-fg-seg",SEGMENT_START:"data-fg-segs"},He={TOOLBAR:"toolbar",TABLIST:"tablist",RADIOGROUP:"radiogroup",LISTBOX:"listbox",MENU:"menu",MENUBAR:"menubar",NONE:"none"},G0=[He.TOOLBAR,He.TABLIST,He.RADIOGROUP,He.LISTBOX,He.MENU,He.MENUBAR,He.NONE];function mo(r,t){return r.contains(t)}function wi(){return"focusgroup"in(globalThis?.HTMLElement?.prototype??{})||"focusGroup"in(globalThis?.HTMLElement?.prototype??{})}function $i(r,t,e){let o="forward",n="backward",a="block",s="inline";if(Fd(r.composedPath()[0]))return r.key==="Tab"?r.shiftKey?n:o:null;if(r.shiftKey||r.ctrlKey||r.metaKey)return null;let{writingMode:c,direction:l}=window.getComputedStyle(t),u=!c.startsWith("horizontal-"),d=l==="rtl",g=u?a:s,f=u?s:a,y=u?c.endsWith("-rl")!==d:d,T=u&&d,te={ArrowUp:{axis:f,dir:T?o:n},ArrowDown:{axis:f,dir:T?n:o},ArrowLeft:{axis:g,dir:y?o:n},ArrowRight:{axis:g,dir:y?n:o},Home:{dir:"start"},End:{dir:"end"}}[r.key];return!te||e&&te.axis&&te.axis!==e?null:te.dir}function Fd(r){return r?.nodeType===Node.ELEMENT_NODE&&(["INPUT","TEXTAREA","SELECT"].includes(r.nodeName)&&!["checkbox","radio"].includes(r.getAttribute("type"))||r.isContentEditable||["AUDIO","VIDEO"].includes(r.nodeName)&&r.hasAttribute("controls")||["IFRAME","OBJECT"].includes(r.nodeName))}globalThis.__FOCUSGROUP_POLYFILL__??={o:new Set,b:!1};var Pi=globalThis.__FOCUSGROUP_POLYFILL__;var Rd=Pi.o;function fo(){for(let r of Rd)r.takeRecords()}var xn=class{#t;#e;#n=null;#p=void 0;#c=!1;#i=!0;#o;#r=null;#a=!1;#l=null;#h=new AbortController;#d;#u;constructor(r,t,e={}){if(wi()||!r)return;this.#t=r,this.#e=t,this.#d=e.decorateOwner,this.#u=e.decorateItem,this.#g(e.definition),this.#d?.(this.#t,this.#n),this.#m();let o={signal:this.#h.signal};this.#t.addEventListener("keydown",this.#y.bind(this),o),this.#t.addEventListener("focusin",this.#k.bind(this),o),this.#t.addEventListener("focusout",this.#S.bind(this),o)}disconnect(){this.#s(),this.#h.abort(),this.#e?.disconnect?.(),this.#t=null}update(r={}){if(this.#t){if(r.definition!==void 0&&(this.#g(r.definition),this.#d?.(this.#t,this.#n)),r.authorTabindexChanges)for(let t of r.authorTabindexChanges)t.setAttribute(Rt.AUTHOR_TABINDEX,t.getAttribute("tabindex")??"none");this.#f(),this.#m()}}#g(r){this.#n=r?.behavior??null,this.#c=r?.wrap??!1,this.#p=r?.axis,this.#i=r?.memory??!0,this.#i||(this.#r=null)}#m(){if(!this.#n||this.#n===He.NONE){this.#f();return}this.#e.decorate?.();for(let{element:t,segmentBoundary:e}of this.#e.items())this.#u?.(t,this.#n),t.setAttribute(Rt.AUTHOR_TABINDEX,t.getAttribute("tabindex")??"none"),t.tabIndex=e?0:-1;(!this.#r?.isConnected||!(this.#e.isItem?.(this.#r)??this.#e.contains(this.#r)))&&(this.#r=null);let r=this.#r??this.#e.start??this.#e.first?.()??null;r&&(r.tabIndex=0,this.#o=r,this.#s(),this.#v(r)),this.#e.flush?.()}#f(){this.#s();let r=!1;for(let{element:t}of this.#e.items()){r=!0,this.#u?.(t,null);let e=t.getAttribute(Rt.AUTHOR_TABINDEX);e&&(e==="none"?t.removeAttribute("tabindex"):t.setAttribute("tabindex",e),t.removeAttribute(Rt.AUTHOR_TABINDEX))}this.#e.undecorate?.(),r&&this.#e.flush?.()}#y(r){let t=r.composedPath()[0];if(r.defaultPrevented||t===this.#t||!this.#e.contains(t))return;let e;switch($i(r,t,this.#p)){case"start":e=this.#e.first();break;case"end":e=this.#e.last();break;case"forward":e=this.#e.next(t),!e&&this.#c&&(e=this.#e.first());break;case"backward":e=this.#e.previous(t),!e&&this.#c&&(e=this.#e.last());break}e&&e!==t&&(this.#b(t,e,!0),this.#r=e,r.preventDefault())}#k(r){let t=r.composedPath()[0];if(t===this.#t&&this.#a&&(!r.relatedTarget||!mo(this.#t,r.relatedTarget))){let o=this.#r||this.#o;this.#s(),o&&o.focus(),r.stopPropagation();return}if(!this.#e.contains(t))return;this.#a&&this.#s();let e=this.#r;if(this.#r=t,e!==t&&t.tabIndex<0){let o=e??this.#o;o&&this.#b(o,t)}}#S(r){if(!r.relatedTarget||!mo(this.#t,r.relatedTarget)){let o=this.#i?this.#r||this.#o:this.#o;o&&this.#v(o)}if(r.relatedTarget&&mo(this.#t,r.relatedTarget)||this.#i||!this.#o)return;let t=this.#r;this.#r=null;let e=this.#e.start??this.#e.first?.()??null;if(t!==this.#o||e!==this.#o){for(let{element:o,segmentBoundary:n}of this.#e.items())o.tabIndex=n?0:-1;e&&(e.tabIndex=0,this.#o=e),this.#e.flush?.()}}#v(r){let t=(r.assignedSlot??r).getRootNode(),e=t instanceof ShadowRoot&&t.host.hasAttribute(Rt.AUTHOR_TABINDEX);this.#a||!e||(this.#l=this.#t.getAttribute("tabindex"),this.#t.tabIndex=0,this.#a=!0,fo())}#s(){this.#a&&(this.#l!==null?this.#t.setAttribute("tabindex",this.#l):this.#t.removeAttribute("tabindex"),this.#a=!1,this.#l=null,this.#e.flush?.(),fo())}#b(r,t,e=!1){t.tabIndex=0,e&&t.focus(),r.tabIndex=this.#e.sameSegment?.(r,t)??!0?-1:0,this.#s(),fo()}};var vo=class{constructor(t,e){this.getItems=t,this.getStart=e}get start(){return this.getStart?.()??null}first(){return this.getItems()[0]??null}last(){let t=this.getItems();return t[t.length-1]??null}next(t){let e=this.getItems(),o=e.indexOf(t);return o===-1?null:e[o+1]??null}previous(t){let e=this.getItems(),o=e.indexOf(t);return o<=0?null:e[o-1]??null}*items(){for(let t of this.getItems())yield{element:t}}contains(t){return this.getItems().includes(t)}};var Id=0;function cr(r="id-"){let t=`${r}${Id++}`;return document.getElementById(t)?cr(r):t}var dm=CSS.supports("anchor-name: --a"),um="anchor"in HTMLElement.prototype,Ai=CSS.supports("selector(:state(g))");function bo(r,t,e){if(!(!t||!r)){if(!Ai){r.shadowRoot.host.toggleAttribute(`state--${t}`,e);return}if(e??!r.states.has(t)){r.states.add(t);return}r.states.delete(t)}}var Bn=new WeakMap;function Ld(r,t){if(!r||!t)return!1;if(Bn.has(r))return Bn.get(r).has(t);let e=new Set(Object.values(r));return Bn.set(r,e),e.has(t)}function Ni(r,t="",e="",o,n=""){bo(r,`${n}${t}`,!1),(!o||Ld(o,e))&&bo(r,`${n}${e}`,!0)}function Ti(r,t){if("requestIdleCallback"in globalThis)return globalThis.requestIdleCallback(r,t);let e=Date.now();return setTimeout(()=>{r({didTimeout:t?.timeout?Date.now()-e>=t.timeout:!1,timeRemaining:()=>0})},t?.timeout??1)}function Ci(r,t,e){let o=e?.shallow??!1,n=e?.timeout??50,a=e?.idleCallback??!1,s=`${o?":scope > ":""}:not(:defined)`,c=l=>{if(r.querySelector(s)===null||l&&l.timeRemaining()<=0){a?Ti(t,{timeout:n}):t();return}Ti(c,{timeout:n})};c()}var _e=class extends Le{disabledChanged(t,e){this.elementInternals&&bo(this.elementInternals,"disabled",e),this.setTabs({forceDisabled:!0})}orientationChanged(t,e){this.elementInternals&&(this.elementInternals.ariaOrientation=e??lr.horizontal,Ni(this.elementInternals,t,e,lr)),this.setTabs()}activeidChanged(t,e){this.tabs?.length>0&&this.changeTab(t,e)}slottedTabsChanged(t,e){this.tabs=e?.filter(o=>Sn(o))??[]}tabsChanged(t,e){this.tabs?.length>0&&this.setTabs({connectToPanel:!0})}setTabs({connectToPanel:t=!1,forceDisabled:e=!1}={}){if(!this.tabs)return;let o=this.getRootNode(),n="";for(let a of this.tabs){if(a.slot!=="tab")continue;a.id||=cr("tab-"),e?a.disabled=this.disabled:a.disabled=a.disabled||this.disabled,!n&&!a.disabled&&(n=a.id);let s=this.activeid===a.id;if(a.toggleAttribute("focusgroupstart",s),a.setAttribute("aria-selected",s.toString()),t){let c=a.getAttribute("aria-controls")??"",l=o.getElementById(c);c&&l&&(l.role??="tabpanel",l.hidden=this.activeid!==a.id,this.tabPanelMap.set(a,l))}}this.disabled||(this.activeid?this.changeTab(void 0,this.activeid):n&&(this.activeid=n))}handleFocusIn(t){this.activeid=t.target.id}handleClick(t){t.isTrusted||(this.activeid=t.target.id)}changeTab(t,e){let o=this.getRootNode(),n=t?o.getElementById(t):null,a=o.getElementById(e);if(!Sn(a)||a.disabled||!this.contains(a))return;if(n){n.setAttribute("aria-selected","false");let c=this.tabPanelMap.get(n);c&&(c.hidden=!0)}a.setAttribute("aria-selected","true");let s=this.tabPanelMap.get(a);s&&(s.hidden=!1),this.activetab=a,this.change()}constructor(){super(),this.elementInternals=this.attachInternals(),this.disabled=!1,this.orientation=lr.horizontal,this.tabs=[],this.tabPanelMap=new WeakMap,this.change=()=>{this.$emit("change",this.activetab)},this.elementInternals.role="tablist",this.elementInternals.ariaOrientation=this.orientation??lr.horizontal}connectedCallback(){super.connectedCallback(),Ci(this,()=>{this.setTabs()},{shallow:!0})}};A([N({mode:"boolean"})],_e.prototype,"disabled",void 0);A([N],_e.prototype,"orientation",void 0);A([N],_e.prototype,"activeid",void 0);A([yt],_e.prototype,"slottedTabs",void 0);A([yt],_e.prototype,"tabs",void 0);var It=class extends _e{constructor(){super(...arguments),this.appearance=yi.transparent}disconnectedCallback(){this.fg?.disconnect(),super.disconnectedCallback()}tabsChanged(t,e){super.tabsChanged(t,e),this.fgItems??=new vo(()=>this.tabs?.filter(o=>(o.getAttribute("aria-selected")==="true"||!o.disabled)&&!o.hidden)??[],()=>this.activetab??null),this.fg?this.fg.update():this.fg=new xn(this,this.fgItems,{definition:{behavior:"tablist",axis:void 0,memory:!1,wrap:!0}})}};A([N],It.prototype,"appearance",void 0);A([N],It.prototype,"size",void 0);It.define(Bi);var Dd="adoptedStyleSheets"in document,Ed="CSSScopeRule"in window,wn=new Map,$n=new Map,ur=new Map,Pn=new Map,dr=new CSSStyleSheet;function yo(r,t=document){if(!(!t||!zd(t))){if(!Dd||t instanceof HTMLElement&&!t.shadowRoot&&!Ed){let e=t===document?document.documentElement:t;qd(r,e);return}[document,document.documentElement,document.body].includes(t)?Vd(r):jd(r,t)}}var Md=/^[a-zA-Z_-][a-zA-Z0-9_-]*$/;function Hd(r){return Md.test(r)?r:""}var _d=/(;|{|}|\/\*|\*\/|@import|url\s*\(|expression\s*\(|javascript:)/i;function Od(r){return _d.test(r)?"":r}function An(r){return wn.has(r)||wn.set(r,Object.keys(r).reduce((t,e)=>{let o=Hd(e),n=Od(r[e].toString());return o&&n?`${t}--${o}:${n};`:t},"")),wn.get(r)}function zd(r){return[document,document.documentElement].includes(r)||r instanceof HTMLElement&&!!r.closest("body")}function Vd(r){if(r===null){document.adoptedStyleSheets.includes(dr)&&dr.replaceSync("");return}dr.replaceSync(`
    html {
      ${An(r)}
    }
  `),document.adoptedStyleSheets.includes(dr)||document.adoptedStyleSheets.push(dr)}function jd(r,t){if(r===null){t.shadowRoot&&ur.has(t)?ur.get(t).replaceSync(""):(delete t.dataset.fluentTheme,Fi(t));return}t.shadowRoot?Ud(t).replaceSync(`
      :host {
        ${An(r)}
      }
    `):(t.dataset.fluentTheme=Wd(r),Fi(t))}function Ud(r){if(!ur.has(r)){let t=new CSSStyleSheet;ur.set(r,t),r.shadowRoot?.adoptedStyleSheets.push(t)}return ur.get(r)}function Wd(r){if(!$n.has(r)){let t=cr("fluent-theme-"),e=new CSSStyleSheet;$n.set(r,t),e.replaceSync(`
      @scope ([data-fluent-theme="${t}"]) {
        :scope {
          ${An(r)}
        }
      }
    `),document.adoptedStyleSheets.push(e)}return $n.get(r)}function qd(r,t){let e;if(r===null){if(!Pn.has(t))return;e=Pn.get(t)}else Pn.set(t,r),e=r;for(let[o,n]of Object.entries(e))r===null?t.style.removeProperty(`--${o}`):t.style.setProperty(`--${o}`,n.toString())}var{userAgent:Gd}=navigator,Xd=/\bAppleWebKit\/[\d+\.]+\b/.test(Gd);function Fi(r){if(!Xd)return;let t="visibility",e="hidden",o=r.style.getPropertyValue(t);r.style.setProperty(t,e),Fe.process(),r.style.setProperty(t,o)}var p={2:"#050505",4:"#0a0a0a",6:"#0f0f0f",8:"#141414",10:"#1a1a1a",12:"#1f1f1f",14:"#242424",16:"#292929",18:"#2e2e2e",20:"#333333",22:"#383838",24:"#3d3d3d",26:"#424242",28:"#474747",30:"#4d4d4d",32:"#525252",34:"#575757",36:"#5c5c5c",38:"#616161",40:"#666666",42:"#6b6b6b",44:"#707070",46:"#757575",48:"#7a7a7a",50:"#808080",52:"#858585",54:"#8a8a8a",56:"#8f8f8f",58:"#949494",60:"#999999",62:"#9e9e9e",64:"#a3a3a3",66:"#a8a8a8",68:"#adadad",70:"#b3b3b3",72:"#b8b8b8",74:"#bdbdbd",76:"#c2c2c2",78:"#c7c7c7",80:"#cccccc",82:"#d1d1d1",84:"#d6d6d6",86:"#dbdbdb",88:"#e0e0e0",90:"#e6e6e6",92:"#ebebeb",94:"#f0f0f0",96:"#f5f5f5",98:"#fafafa",99:"#fcfcfc"},W={5:"rgba(255, 255, 255, 0.05)",10:"rgba(255, 255, 255, 0.1)",20:"rgba(255, 255, 255, 0.2)",30:"rgba(255, 255, 255, 0.3)",40:"rgba(255, 255, 255, 0.4)",50:"rgba(255, 255, 255, 0.5)",60:"rgba(255, 255, 255, 0.6)",70:"rgba(255, 255, 255, 0.7)",80:"rgba(255, 255, 255, 0.8)",90:"rgba(255, 255, 255, 0.9)"},le={5:"rgba(0, 0, 0, 0.05)",10:"rgba(0, 0, 0, 0.1)",20:"rgba(0, 0, 0, 0.2)",30:"rgba(0, 0, 0, 0.3)",40:"rgba(0, 0, 0, 0.4)",50:"rgba(0, 0, 0, 0.5)",60:"rgba(0, 0, 0, 0.6)",70:"rgba(0, 0, 0, 0.7)",80:"rgba(0, 0, 0, 0.8)",90:"rgba(0, 0, 0, 0.9)"},Ri={5:"rgba(26, 26, 26, 0.05)",10:"rgba(26, 26, 26, 0.1)",20:"rgba(26, 26, 26, 0.2)",30:"rgba(26, 26, 26, 0.3)",40:"rgba(26, 26, 26, 0.4)",50:"rgba(26, 26, 26, 0.5)",60:"rgba(26, 26, 26, 0.6)",70:"rgba(26, 26, 26, 0.7)",80:"rgba(26, 26, 26, 0.8)",90:"rgba(26, 26, 26, 0.9)"},Ii={5:"rgba(31, 31, 31, 0.05)",10:"rgba(31, 31, 31, 0.1)",20:"rgba(31, 31, 31, 0.2)",30:"rgba(31, 31, 31, 0.3)",40:"rgba(31, 31, 31, 0.4)",50:"rgba(31, 31, 31, 0.5)",60:"rgba(31, 31, 31, 0.6)",70:"rgba(31, 31, 31, 0.7)",80:"rgba(31, 31, 31, 0.8)",90:"rgba(31, 31, 31, 0.9)"},Nn={5:"rgba(36, 36, 36, 0.05)",10:"rgba(36, 36, 36, 0.1)",20:"rgba(36, 36, 36, 0.2)",30:"rgba(36, 36, 36, 0.3)",40:"rgba(36, 36, 36, 0.4)",50:"rgba(36, 36, 36, 0.5)",60:"rgba(36, 36, 36, 0.6)",70:"rgba(36, 36, 36, 0.7)",80:"rgba(36, 36, 36, 0.8)",90:"rgba(36, 36, 36, 0.9)"},b="#ffffff",Lt="#000000";var Li={shade50:"#130204",shade40:"#230308",shade30:"#420610",shade20:"#590815",shade10:"#690a19",primary:"#750b1c",tint10:"#861b2c",tint20:"#962f3f",tint30:"#ac4f5e",tint40:"#d69ca5",tint50:"#e9c7cd",tint60:"#f9f0f2"};var Tn={shade50:"#200205",shade40:"#3b0509",shade30:"#6e0811",shade20:"#960b18",shade10:"#b10e1c",primary:"#c50f1f",tint10:"#cc2635",tint20:"#d33f4c",tint30:"#dc626d",tint40:"#eeacb2",tint50:"#f6d1d5",tint60:"#fdf3f4"},Di={shade50:"#210809",shade40:"#3f1011",shade30:"#751d1f",shade20:"#9f282b",shade10:"#bc2f32",primary:"#d13438",tint10:"#d7494c",tint20:"#dc5e62",tint30:"#e37d80",tint40:"#f1bbbc",tint50:"#f8dadb",tint60:"#fdf6f6"},Ei={shade50:"#230900",shade40:"#411200",shade30:"#7a2101",shade20:"#a62d01",shade10:"#c43501",primary:"#da3b01",tint10:"#de501c",tint20:"#e36537",tint30:"#e9835e",tint40:"#f4bfab",tint50:"#f9dcd1",tint60:"#fdf6f3"};var Mi={shade50:"#200d03",shade40:"#3d1805",shade30:"#712d09",shade20:"#9a3d0c",shade10:"#b6480e",primary:"#ca5010",tint10:"#d06228",tint20:"#d77440",tint30:"#df8e64",tint40:"#efc4ad",tint50:"#f7dfd2",tint60:"#fdf7f4"},Hi={shade50:"#271002",shade40:"#4a1e04",shade30:"#8a3707",shade20:"#bc4b09",shade10:"#de590b",primary:"#f7630c",tint10:"#f87528",tint20:"#f98845",tint30:"#faa06b",tint40:"#fdcfb4",tint50:"#fee5d7",tint60:"#fff9f5"},_i={shade50:"#291600",shade40:"#4d2a00",shade30:"#8f4e00",shade20:"#c26a00",shade10:"#e67e00",primary:"#ff8c00",tint10:"#ff9a1f",tint20:"#ffa83d",tint30:"#ffba66",tint40:"#ffddb3",tint50:"#ffedd6",tint60:"#fffaf5"},Oi={shade50:"#251a00",shade40:"#463100",shade30:"#835b00",shade20:"#b27c00",shade10:"#d39300",primary:"#eaa300",tint10:"#edad1c",tint20:"#efb839",tint30:"#f2c661",tint40:"#f9e2ae",tint50:"#fcefd3",tint60:"#fefbf4"},zi={shade50:"#282400",shade40:"#4c4400",shade30:"#817400",shade20:"#c0ad00",shade10:"#e4cc00",primary:"#fde300",tint10:"#fde61e",tint20:"#fdea3d",tint30:"#feee66",tint40:"#fef7b2",tint50:"#fffad6",tint60:"#fffef5"},Vi={shade50:"#1f1900",shade40:"#3a2f00",shade30:"#6c5700",shade20:"#937700",shade10:"#ae8c00",primary:"#c19c00",tint10:"#c8a718",tint20:"#d0b232",tint30:"#dac157",tint40:"#ecdfa5",tint50:"#f5eece",tint60:"#fdfbf2"},ji={shade50:"#181202",shade40:"#2e2103",shade30:"#553e06",shade20:"#745408",shade10:"#89640a",primary:"#986f0b",tint10:"#a47d1e",tint20:"#b18c34",tint30:"#c1a256",tint40:"#e0cea2",tint50:"#efe4cb",tint60:"#fbf8f2"},Ui={shade50:"#170e07",shade40:"#2b1a0e",shade30:"#50301a",shade20:"#6c4123",shade10:"#804d29",primary:"#8e562e",tint10:"#9c663f",tint20:"#a97652",tint30:"#bb8f6f",tint40:"#ddc3b0",tint50:"#edded3",tint60:"#faf7f4"};var Wi={shade50:"#0c1501",shade40:"#162702",shade30:"#294903",shade20:"#376304",shade10:"#427505",primary:"#498205",tint10:"#599116",tint20:"#6ba02b",tint30:"#85b44c",tint40:"#bdd99b",tint50:"#dbebc7",tint60:"#f6faf0"},qi={shade50:"#002111",shade40:"#003d20",shade30:"#00723b",shade20:"#009b51",shade10:"#00b85f",primary:"#00cc6a",tint10:"#19d279",tint20:"#34d889",tint30:"#5ae0a0",tint40:"#a8f0cd",tint50:"#cff7e4",tint60:"#f3fdf8"},Gi={shade50:"#031a02",shade40:"#063004",shade30:"#0b5a08",shade20:"#0e7a0b",shade10:"#11910d",primary:"#13a10e",tint10:"#27ac22",tint20:"#3db838",tint30:"#5ec75a",tint40:"#a7e3a5",tint50:"#cef0cd",tint60:"#f2fbf2"},Cn={shade50:"#031403",shade40:"#052505",shade30:"#094509",shade20:"#0c5e0c",shade10:"#0e700e",primary:"#107c10",tint10:"#218c21",tint20:"#359b35",tint30:"#54b054",tint40:"#9fd89f",tint50:"#c9eac9",tint60:"#f1faf1"},Xi={shade50:"#021102",shade40:"#032003",shade30:"#063b06",shade20:"#085108",shade10:"#0a5f0a",primary:"#0b6a0b",tint10:"#1a7c1a",tint20:"#2d8e2d",tint30:"#4da64d",tint40:"#9ad29a",tint50:"#c6e7c6",tint60:"#f0f9f0"},Ki={shade50:"#001d1f",shade40:"#00373a",shade30:"#00666d",shade20:"#008b94",shade10:"#00a5af",primary:"#00b7c3",tint10:"#18bfca",tint20:"#32c8d1",tint30:"#58d3db",tint40:"#a6e9ed",tint50:"#cef3f5",tint60:"#f2fcfd"},Yi={shade50:"#001516",shade40:"#012728",shade30:"#02494c",shade20:"#026467",shade10:"#037679",primary:"#038387",tint10:"#159195",tint20:"#2aa0a4",tint30:"#4cb4b7",tint40:"#9bd9db",tint50:"#c7ebec",tint60:"#f0fafa"};var Ji={shade50:"#000f12",shade40:"#001b22",shade30:"#00333f",shade20:"#004555",shade10:"#005265",primary:"#005b70",tint10:"#0f6c81",tint20:"#237d92",tint30:"#4496a9",tint40:"#94c8d4",tint50:"#c3e1e8",tint60:"#eff7f9"};var Qi={shade50:"#001322",shade40:"#002440",shade30:"#004377",shade20:"#005ba1",shade10:"#006cbf",primary:"#0078d4",tint10:"#1a86d9",tint20:"#3595de",tint30:"#5caae5",tint40:"#a9d3f2",tint50:"#d0e7f8",tint60:"#f3f9fd"},Zi={shade50:"#000c16",shade40:"#00172a",shade30:"#002c4e",shade20:"#003b6a",shade10:"#00467e",primary:"#004e8c",tint10:"#125e9a",tint20:"#286fa8",tint30:"#4a89ba",tint40:"#9abfdc",tint50:"#c7dced",tint60:"#f0f6fa"};var el={shade50:"#0d1126",shade40:"#182047",shade30:"#2c3c85",shade20:"#3c51b4",shade10:"#4760d5",primary:"#4f6bed",tint10:"#637cef",tint20:"#778df1",tint30:"#93a4f4",tint40:"#c8d1fa",tint50:"#e1e6fc",tint60:"#f7f9fe"},tl={shade50:"#00061d",shade40:"#000c36",shade30:"#001665",shade20:"#001e89",shade10:"#0023a2",primary:"#0027b4",tint10:"#173bbd",tint20:"#3050c6",tint30:"#546fd2",tint40:"#a3b2e8",tint50:"#ccd5f3",tint60:"#f2f4fc"},rl={shade50:"#120f25",shade40:"#221d46",shade30:"#3f3682",shade20:"#5649b0",shade10:"#6656d1",primary:"#7160e8",tint10:"#8172eb",tint20:"#9184ee",tint30:"#a79cf1",tint40:"#d2ccf8",tint50:"#e7e4fb",tint60:"#f9f8fe"},ol={shade50:"#0f0717",shade40:"#1c0e2b",shade30:"#341a51",shade20:"#46236e",shade10:"#532982",primary:"#5c2e91",tint10:"#6b3f9e",tint20:"#7c52ab",tint30:"#9470bd",tint40:"#c6b1de",tint50:"#e0d3ed",tint60:"#f7f4fb"};var nl={shade50:"#160418",shade40:"#29072e",shade30:"#4c0d55",shade20:"#671174",shade10:"#7a1589",primary:"#881798",tint10:"#952aa4",tint20:"#a33fb1",tint30:"#b55fc1",tint40:"#d9a7e0",tint50:"#eaceef",tint60:"#faf2fb"},al={shade50:"#1f091d",shade40:"#3a1136",shade30:"#6d2064",shade20:"#932b88",shade10:"#af33a1",primary:"#c239b3",tint10:"#c94cbc",tint20:"#d161c4",tint30:"#da7ed0",tint40:"#edbbe7",tint50:"#f5daf2",tint60:"#fdf5fc"},sl={shade50:"#1c0b1f",shade40:"#35153a",shade30:"#63276d",shade20:"#863593",shade10:"#9f3faf",primary:"#b146c2",tint10:"#ba58c9",tint20:"#c36bd1",tint30:"#cf87da",tint40:"#e6bfed",tint50:"#f2dcf5",tint60:"#fcf6fd"},il={shade50:"#24091b",shade40:"#441232",shade30:"#80215d",shade20:"#ad2d7e",shade10:"#cd3595",primary:"#e43ba6",tint10:"#e750b0",tint20:"#ea66ba",tint30:"#ef85c8",tint40:"#f7c0e3",tint50:"#fbddf0",tint60:"#fef6fb"};var ll={shade50:"#1f0013",shade40:"#390024",shade30:"#6b0043",shade20:"#91005a",shade10:"#ac006b",primary:"#bf0077",tint10:"#c71885",tint20:"#ce3293",tint30:"#d957a8",tint40:"#eca5d1",tint50:"#f5cee6",tint60:"#fcf2f9"},cl={shade50:"#13000c",shade40:"#240017",shade30:"#43002b",shade20:"#5a003b",shade10:"#6b0045",primary:"#77004d",tint10:"#87105d",tint20:"#98246f",tint30:"#ad4589",tint40:"#d696c0",tint50:"#e9c4dc",tint60:"#faf0f6"},dl={shade50:"#141313",shade40:"#252323",shade30:"#444241",shade20:"#5d5958",shade10:"#6e6968",primary:"#7a7574",tint10:"#8a8584",tint20:"#9a9594",tint30:"#afabaa",tint40:"#d7d4d4",tint50:"#eae8e8",tint60:"#faf9f9"},ul={shade50:"#0f0e0e",shade40:"#1c1b1a",shade30:"#343231",shade20:"#474443",shade10:"#54514f",primary:"#5d5a58",tint10:"#706d6b",tint20:"#84817e",tint30:"#9e9b99",tint40:"#cecccb",tint50:"#e5e4e3",tint60:"#f8f8f8"};var pl={shade50:"#111314",shade40:"#1f2426",shade30:"#3b4447",shade20:"#505c60",shade10:"#5f6d71",primary:"#69797e",tint10:"#79898d",tint20:"#89989d",tint30:"#a0adb2",tint40:"#cdd6d8",tint50:"#e4e9ea",tint60:"#f8f9fa"},hl={shade50:"#090a0b",shade40:"#111315",shade30:"#202427",shade20:"#2b3135",shade10:"#333a3f",primary:"#394146",tint10:"#4d565c",tint20:"#626c72",tint30:"#808a90",tint40:"#bcc3c7",tint50:"#dbdfe1",tint60:"#f6f7f8"};var P={red:Di,green:Cn,darkOrange:Ei,yellow:zi,berry:al,lightGreen:Gi,marigold:Oi},Pe={darkRed:Li,cranberry:Tn,pumpkin:Mi,peach:_i,gold:Vi,brass:ji,brown:Ui,forest:Wi,seafoam:qi,darkGreen:Xi,lightTeal:Ki,teal:Yi,steel:Ji,blue:Qi,royalBlue:Zi,cornflower:el,navy:tl,lavender:rl,purple:ol,grape:nl,lilac:sl,pink:il,magenta:ll,plum:cl,beige:dl,mink:ul,platinum:pl,anchor:hl},w={cranberry:Tn,green:Cn,orange:Hi};var ko=["red","green","darkOrange","yellow","berry","lightGreen","marigold"],So=["darkRed","cranberry","pumpkin","peach","gold","brass","brown","forest","seafoam","darkGreen","lightTeal","teal","steel","blue","royalBlue","cornflower","navy","lavender","purple","grape","lilac","pink","magenta","plum","beige","mink","platinum","anchor"];var Q={success:"green",warning:"orange",danger:"cranberry"};var pr=ko.reduce((r,t)=>{let e=t.slice(0,1).toUpperCase()+t.slice(1),o={[`colorPalette${e}Background1`]:P[t].tint60,[`colorPalette${e}Background2`]:P[t].tint40,[`colorPalette${e}Background3`]:P[t].primary,[`colorPalette${e}Foreground1`]:P[t].shade10,[`colorPalette${e}Foreground2`]:P[t].shade30,[`colorPalette${e}Foreground3`]:P[t].primary,[`colorPalette${e}BorderActive`]:P[t].primary,[`colorPalette${e}Border1`]:P[t].tint40,[`colorPalette${e}Border2`]:P[t].primary};return Object.assign(r,o)},{});pr.colorPaletteYellowForeground1=P.yellow.shade30;pr.colorPaletteRedForegroundInverted=P.red.tint20;pr.colorPaletteGreenForegroundInverted=P.green.tint20;pr.colorPaletteYellowForegroundInverted=P.yellow.tint40;var Kd=So.reduce((r,t)=>{let e=t.slice(0,1).toUpperCase()+t.slice(1),o={[`colorPalette${e}Background2`]:Pe[t].tint40,[`colorPalette${e}Foreground2`]:Pe[t].shade30,[`colorPalette${e}BorderActive`]:Pe[t].primary};return Object.assign(r,o)},{}),gl={...pr,...Kd},lt=Object.entries(Q).reduce((r,[t,e])=>{let o=t.slice(0,1).toUpperCase()+t.slice(1),n={[`colorStatus${o}Background1`]:w[e].tint60,[`colorStatus${o}Background2`]:w[e].tint40,[`colorStatus${o}Background3`]:w[e].primary,[`colorStatus${o}Foreground1`]:w[e].shade10,[`colorStatus${o}Foreground2`]:w[e].shade30,[`colorStatus${o}Foreground3`]:w[e].primary,[`colorStatus${o}ForegroundInverted`]:w[e].tint30,[`colorStatus${o}BorderActive`]:w[e].primary,[`colorStatus${o}Border1`]:w[e].tint40,[`colorStatus${o}Border2`]:w[e].primary};return Object.assign(r,n)},{});lt.colorStatusDangerBackground3Hover=w[Q.danger].shade10;lt.colorStatusDangerBackground3Pressed=w[Q.danger].shade20;lt.colorStatusWarningForeground1=w[Q.warning].shade20;lt.colorStatusWarningForeground3=w[Q.warning].shade20;lt.colorStatusWarningBorder2=w[Q.warning].shade20;var ml=r=>({colorNeutralForeground1:p[14],colorNeutralForeground1Hover:p[14],colorNeutralForeground1Pressed:p[14],colorNeutralForeground1Selected:p[14],colorNeutralForeground2:p[26],colorNeutralForeground2Hover:p[14],colorNeutralForeground2Pressed:p[14],colorNeutralForeground2Selected:p[14],colorNeutralForeground2BrandHover:r[80],colorNeutralForeground2BrandPressed:r[70],colorNeutralForeground2BrandSelected:r[80],colorNeutralForeground3:p[38],colorNeutralForeground3Hover:p[26],colorNeutralForeground3Pressed:p[26],colorNeutralForeground3Selected:p[26],colorNeutralForeground3BrandHover:r[80],colorNeutralForeground3BrandPressed:r[70],colorNeutralForeground3BrandSelected:r[80],colorNeutralForeground4:p[44],colorNeutralForeground5:p[38],colorNeutralForeground5Hover:p[14],colorNeutralForeground5Pressed:p[14],colorNeutralForeground5Selected:p[14],colorNeutralForegroundDisabled:p[74],colorNeutralForegroundInvertedDisabled:W[40],colorBrandForegroundLink:r[70],colorBrandForegroundLinkHover:r[60],colorBrandForegroundLinkPressed:r[40],colorBrandForegroundLinkSelected:r[70],colorNeutralForeground2Link:p[26],colorNeutralForeground2LinkHover:p[14],colorNeutralForeground2LinkPressed:p[14],colorNeutralForeground2LinkSelected:p[14],colorCompoundBrandForeground1:r[80],colorCompoundBrandForeground1Hover:r[70],colorCompoundBrandForeground1Pressed:r[60],colorBrandForeground1:r[80],colorBrandForeground2:r[70],colorBrandForeground2Hover:r[60],colorBrandForeground2Pressed:r[30],colorNeutralForeground1Static:p[14],colorNeutralForegroundStaticInverted:b,colorNeutralForegroundInverted:b,colorNeutralForegroundInvertedHover:b,colorNeutralForegroundInvertedPressed:b,colorNeutralForegroundInvertedSelected:b,colorNeutralForegroundInverted2:b,colorNeutralForegroundOnBrand:b,colorNeutralForegroundInvertedLink:b,colorNeutralForegroundInvertedLinkHover:b,colorNeutralForegroundInvertedLinkPressed:b,colorNeutralForegroundInvertedLinkSelected:b,colorBrandForegroundInverted:r[100],colorBrandForegroundInvertedHover:r[110],colorBrandForegroundInvertedPressed:r[100],colorBrandForegroundOnLight:r[80],colorBrandForegroundOnLightHover:r[70],colorBrandForegroundOnLightPressed:r[50],colorBrandForegroundOnLightSelected:r[60],colorNeutralBackground1:b,colorNeutralBackground1Hover:p[96],colorNeutralBackground1Pressed:p[88],colorNeutralBackground1Selected:p[92],colorNeutralBackground2:p[98],colorNeutralBackground2Hover:p[94],colorNeutralBackground2Pressed:p[86],colorNeutralBackground2Selected:p[90],colorNeutralBackground3:p[96],colorNeutralBackground3Hover:p[92],colorNeutralBackground3Pressed:p[84],colorNeutralBackground3Selected:p[88],colorNeutralBackground4:p[94],colorNeutralBackground4Hover:p[98],colorNeutralBackground4Pressed:p[96],colorNeutralBackground4Selected:b,colorNeutralBackground5:p[92],colorNeutralBackground5Hover:p[96],colorNeutralBackground5Pressed:p[94],colorNeutralBackground5Selected:p[98],colorNeutralBackground6:p[90],colorNeutralBackground7:"#00000000",colorNeutralBackground7Hover:p[92],colorNeutralBackground7Pressed:p[84],colorNeutralBackground7Selected:"#00000000",colorNeutralBackground8:p[99],colorNeutralBackgroundInverted:p[16],colorNeutralBackgroundInvertedHover:p[24],colorNeutralBackgroundInvertedPressed:p[12],colorNeutralBackgroundInvertedSelected:p[22],colorNeutralBackgroundStatic:p[20],colorNeutralBackgroundAlpha:W[50],colorNeutralBackgroundAlpha2:W[80],colorSubtleBackground:"transparent",colorSubtleBackgroundHover:p[96],colorSubtleBackgroundPressed:p[88],colorSubtleBackgroundSelected:p[92],colorSubtleBackgroundLightAlphaHover:W[70],colorSubtleBackgroundLightAlphaPressed:W[50],colorSubtleBackgroundLightAlphaSelected:"transparent",colorSubtleBackgroundInverted:"transparent",colorSubtleBackgroundInvertedHover:le[10],colorSubtleBackgroundInvertedPressed:le[30],colorSubtleBackgroundInvertedSelected:le[20],colorTransparentBackground:"transparent",colorTransparentBackgroundHover:"transparent",colorTransparentBackgroundPressed:"transparent",colorTransparentBackgroundSelected:"transparent",colorNeutralBackgroundDisabled:p[94],colorNeutralBackgroundDisabled2:b,colorNeutralBackgroundInvertedDisabled:W[10],colorNeutralStencil1:p[90],colorNeutralStencil2:p[98],colorNeutralStencil1Alpha:le[10],colorNeutralStencil2Alpha:le[5],colorBackgroundOverlay:le[40],colorScrollbarOverlay:le[50],colorBrandBackground:r[80],colorBrandBackgroundHover:r[70],colorBrandBackgroundPressed:r[40],colorBrandBackgroundSelected:r[60],colorCompoundBrandBackground:r[80],colorCompoundBrandBackgroundHover:r[70],colorCompoundBrandBackgroundPressed:r[60],colorBrandBackgroundStatic:r[80],colorBrandBackground2:r[160],colorBrandBackground2Hover:r[150],colorBrandBackground2Pressed:r[130],colorBrandBackground3Static:r[60],colorBrandBackground4Static:r[40],colorBrandBackgroundInverted:b,colorBrandBackgroundInvertedHover:r[160],colorBrandBackgroundInvertedPressed:r[140],colorBrandBackgroundInvertedSelected:r[150],colorNeutralCardBackground:p[98],colorNeutralCardBackgroundHover:b,colorNeutralCardBackgroundPressed:p[96],colorNeutralCardBackgroundSelected:p[92],colorNeutralCardBackgroundDisabled:p[94],colorNeutralStrokeAccessible:p[38],colorNeutralStrokeAccessibleHover:p[34],colorNeutralStrokeAccessiblePressed:p[30],colorNeutralStrokeAccessibleSelected:r[80],colorNeutralStroke1:p[82],colorNeutralStroke1Hover:p[78],colorNeutralStroke1Pressed:p[70],colorNeutralStroke1Selected:p[74],colorNeutralStroke2:p[88],colorNeutralStroke3:p[94],colorNeutralStroke4:p[92],colorNeutralStroke4Hover:p[88],colorNeutralStroke4Pressed:p[84],colorNeutralStroke4Selected:p[92],colorNeutralStrokeSubtle:p[88],colorNeutralStrokeOnBrand:b,colorNeutralStrokeOnBrand2:b,colorNeutralStrokeOnBrand2Hover:b,colorNeutralStrokeOnBrand2Pressed:b,colorNeutralStrokeOnBrand2Selected:b,colorBrandStroke1:r[80],colorBrandStroke2:r[140],colorBrandStroke2Hover:r[120],colorBrandStroke2Pressed:r[80],colorBrandStroke2Contrast:r[140],colorCompoundBrandStroke:r[80],colorCompoundBrandStrokeHover:r[70],colorCompoundBrandStrokePressed:r[60],colorNeutralStrokeDisabled:p[88],colorNeutralStrokeDisabled2:p[92],colorNeutralStrokeInvertedDisabled:W[40],colorTransparentStroke:"transparent",colorTransparentStrokeInteractive:"transparent",colorTransparentStrokeDisabled:"transparent",colorNeutralStrokeAlpha:le[5],colorNeutralStrokeAlpha2:W[20],colorStrokeFocus1:b,colorStrokeFocus2:Lt,colorNeutralShadowAmbient:"rgba(0,0,0,0.12)",colorNeutralShadowKey:"rgba(0,0,0,0.14)",colorNeutralShadowAmbientLighter:"rgba(0,0,0,0.06)",colorNeutralShadowKeyLighter:"rgba(0,0,0,0.07)",colorNeutralShadowAmbientDarker:"rgba(0,0,0,0.20)",colorNeutralShadowKeyDarker:"rgba(0,0,0,0.24)",colorBrandShadowAmbient:"rgba(0,0,0,0.30)",colorBrandShadowKey:"rgba(0,0,0,0.25)"});var hr={borderRadiusNone:"0",borderRadiusSmall:"2px",borderRadiusMedium:"4px",borderRadiusLarge:"6px",borderRadiusXLarge:"8px",borderRadius2XLarge:"12px",borderRadius3XLarge:"16px",borderRadius4XLarge:"24px",borderRadius5XLarge:"32px",borderRadius6XLarge:"40px",borderRadiusCircular:"10000px"};var xo={curveAccelerateMax:"cubic-bezier(0.9,0.1,1,0.2)",curveAccelerateMid:"cubic-bezier(1,0,1,1)",curveAccelerateMin:"cubic-bezier(0.8,0,0.78,1)",curveDecelerateMax:"cubic-bezier(0.1,0.9,0.2,1)",curveDecelerateMid:"cubic-bezier(0,0,0,1)",curveDecelerateMin:"cubic-bezier(0.33,0,0.1,1)",curveEasyEaseMax:"cubic-bezier(0.8,0,0.2,1)",curveEasyEase:"cubic-bezier(0.33,0,0.67,1)",curveLinear:"cubic-bezier(0,0,1,1)"};var Bo={durationUltraFast:"50ms",durationFaster:"100ms",durationFast:"150ms",durationNormal:"200ms",durationGentle:"250ms",durationSlow:"300ms",durationSlower:"400ms",durationUltraSlow:"500ms"};var gr={fontSizeBase100:"10px",fontSizeBase200:"12px",fontSizeBase300:"14px",fontSizeBase400:"16px",fontSizeBase500:"20px",fontSizeBase600:"24px",fontSizeHero700:"28px",fontSizeHero800:"32px",fontSizeHero900:"40px",fontSizeHero1000:"68px"},mr={lineHeightBase100:"14px",lineHeightBase200:"16px",lineHeightBase300:"20px",lineHeightBase400:"22px",lineHeightBase500:"28px",lineHeightBase600:"32px",lineHeightHero700:"36px",lineHeightHero800:"40px",lineHeightHero900:"52px",lineHeightHero1000:"92px"},fr={fontWeightRegular:400,fontWeightMedium:500,fontWeightSemibold:600,fontWeightBold:700},vr={fontFamilyBase:"'Segoe UI', 'Segoe UI Web (West European)', -apple-system, BlinkMacSystemFont, Roboto, 'Helvetica Neue', sans-serif",fontFamilyMonospace:"Consolas, 'Courier New', Courier, monospace",fontFamilyNumeric:"Bahnschrift, 'Segoe UI', 'Segoe UI Web (West European)', -apple-system, BlinkMacSystemFont, Roboto, 'Helvetica Neue', sans-serif"};var E={none:"0",xxs:"2px",xs:"4px",sNudge:"6px",s:"8px",mNudge:"10px",m:"12px",l:"16px",xl:"20px",xxl:"24px",xxxl:"32px"},wo={spacingHorizontalNone:E.none,spacingHorizontalXXS:E.xxs,spacingHorizontalXS:E.xs,spacingHorizontalSNudge:E.sNudge,spacingHorizontalS:E.s,spacingHorizontalMNudge:E.mNudge,spacingHorizontalM:E.m,spacingHorizontalL:E.l,spacingHorizontalXL:E.xl,spacingHorizontalXXL:E.xxl,spacingHorizontalXXXL:E.xxxl},$o={spacingVerticalNone:E.none,spacingVerticalXXS:E.xxs,spacingVerticalXS:E.xs,spacingVerticalSNudge:E.sNudge,spacingVerticalS:E.s,spacingVerticalMNudge:E.mNudge,spacingVerticalM:E.m,spacingVerticalL:E.l,spacingVerticalXL:E.xl,spacingVerticalXXL:E.xxl,spacingVerticalXXXL:E.xxxl};var br={strokeWidthThin:"1px",strokeWidthThick:"2px",strokeWidthThicker:"3px",strokeWidthThickest:"4px"};function Dt(r,t,e=""){return{[`shadow2${e}`]:`0 0 2px ${r}, 0 1px 2px ${t}`,[`shadow4${e}`]:`0 0 2px ${r}, 0 2px 4px ${t}`,[`shadow8${e}`]:`0 0 2px ${r}, 0 4px 8px ${t}`,[`shadow16${e}`]:`0 0 2px ${r}, 0 8px 16px ${t}`,[`shadow28${e}`]:`0 0 8px ${r}, 0 14px 28px ${t}`,[`shadow64${e}`]:`0 0 8px ${r}, 0 32px 64px ${t}`}}var fl=r=>{let t=ml(r);return{...hr,...gr,...mr,...vr,...fr,...br,...wo,...$o,...Bo,...xo,...t,...gl,...lt,...Dt(t.colorNeutralShadowAmbient,t.colorNeutralShadowKey),...Dt(t.colorBrandShadowAmbient,t.colorBrandShadowKey,"Brand")}};var Po={10:"#061724",20:"#082338",30:"#0a2e4a",40:"#0c3b5e",50:"#0e4775",60:"#0f548c",70:"#115ea3",80:"#0f6cbd",90:"#2886de",100:"#479ef5",110:"#62abf5",120:"#77b7f7",130:"#96c6fa",140:"#b4d6fa",150:"#cfe4fa",160:"#ebf3fc"};var Ae=ko.reduce((r,t)=>{let e=t.slice(0,1).toUpperCase()+t.slice(1),o={[`colorPalette${e}Background1`]:P[t].shade40,[`colorPalette${e}Background2`]:P[t].shade30,[`colorPalette${e}Background3`]:P[t].primary,[`colorPalette${e}Foreground1`]:P[t].tint30,[`colorPalette${e}Foreground2`]:P[t].tint40,[`colorPalette${e}Foreground3`]:P[t].tint20,[`colorPalette${e}BorderActive`]:P[t].tint30,[`colorPalette${e}Border1`]:P[t].primary,[`colorPalette${e}Border2`]:P[t].tint20};return Object.assign(r,o)},{});Ae.colorPaletteRedForeground3=P.red.tint30;Ae.colorPaletteRedBorder2=P.red.tint30;Ae.colorPaletteGreenForeground3=P.green.tint40;Ae.colorPaletteGreenBorder2=P.green.tint40;Ae.colorPaletteDarkOrangeForeground3=P.darkOrange.tint30;Ae.colorPaletteDarkOrangeBorder2=P.darkOrange.tint30;Ae.colorPaletteRedForegroundInverted=P.red.primary;Ae.colorPaletteGreenForegroundInverted=P.green.primary;Ae.colorPaletteYellowForegroundInverted=P.yellow.shade30;var Fn=So.reduce((r,t)=>{let e=t.slice(0,1).toUpperCase()+t.slice(1),o={[`colorPalette${e}Background2`]:Pe[t].shade30,[`colorPalette${e}Foreground2`]:Pe[t].tint40,[`colorPalette${e}BorderActive`]:Pe[t].tint30};return Object.assign(r,o)},{});Fn.colorPaletteDarkRedBackground2=Pe.darkRed.shade20;Fn.colorPalettePlumBackground2=Pe.plum.shade20;var vl={...Ae,...Fn},Oe=Object.entries(Q).reduce((r,[t,e])=>{let o=t.slice(0,1).toUpperCase()+t.slice(1),n={[`colorStatus${o}Background1`]:w[e].shade40,[`colorStatus${o}Background2`]:w[e].shade30,[`colorStatus${o}Background3`]:w[e].primary,[`colorStatus${o}Foreground1`]:w[e].tint30,[`colorStatus${o}Foreground2`]:w[e].tint40,[`colorStatus${o}Foreground3`]:w[e].tint20,[`colorStatus${o}BorderActive`]:w[e].tint30,[`colorStatus${o}ForegroundInverted`]:w[e].shade10,[`colorStatus${o}Border1`]:w[e].primary,[`colorStatus${o}Border2`]:w[e].tint20};return Object.assign(r,n)},{});Oe.colorStatusDangerBackground3Hover=w[Q.danger].shade10;Oe.colorStatusDangerBackground3Pressed=w[Q.danger].shade20;Oe.colorStatusDangerForeground3=w[Q.danger].tint40;Oe.colorStatusDangerBorder2=w[Q.danger].tint30;Oe.colorStatusSuccessForeground3=w[Q.success].tint40;Oe.colorStatusSuccessBorder2=w[Q.success].tint40;Oe.colorStatusWarningForegroundInverted=w[Q.warning].shade20;var yr=fl(Po);var bl=r=>({colorNeutralForeground1:b,colorNeutralForeground1Hover:b,colorNeutralForeground1Pressed:b,colorNeutralForeground1Selected:b,colorNeutralForeground2:p[84],colorNeutralForeground2Hover:b,colorNeutralForeground2Pressed:b,colorNeutralForeground2Selected:b,colorNeutralForeground2BrandHover:r[100],colorNeutralForeground2BrandPressed:r[90],colorNeutralForeground2BrandSelected:r[100],colorNeutralForeground3:p[68],colorNeutralForeground3Hover:p[84],colorNeutralForeground3Pressed:p[84],colorNeutralForeground3Selected:p[84],colorNeutralForeground3BrandHover:r[100],colorNeutralForeground3BrandPressed:r[90],colorNeutralForeground3BrandSelected:r[100],colorNeutralForeground4:p[60],colorNeutralForeground5:p[68],colorNeutralForeground5Hover:b,colorNeutralForeground5Pressed:b,colorNeutralForeground5Selected:b,colorNeutralForegroundDisabled:p[36],colorNeutralForegroundInvertedDisabled:W[40],colorBrandForegroundLink:r[100],colorBrandForegroundLinkHover:r[110],colorBrandForegroundLinkPressed:r[90],colorBrandForegroundLinkSelected:r[100],colorNeutralForeground2Link:p[84],colorNeutralForeground2LinkHover:b,colorNeutralForeground2LinkPressed:b,colorNeutralForeground2LinkSelected:b,colorCompoundBrandForeground1:r[100],colorCompoundBrandForeground1Hover:r[110],colorCompoundBrandForeground1Pressed:r[90],colorBrandForeground1:r[100],colorBrandForeground2:r[110],colorBrandForeground2Hover:r[130],colorBrandForeground2Pressed:r[160],colorNeutralForeground1Static:p[14],colorNeutralForegroundStaticInverted:b,colorNeutralForegroundInverted:p[14],colorNeutralForegroundInvertedHover:p[14],colorNeutralForegroundInvertedPressed:p[14],colorNeutralForegroundInvertedSelected:p[14],colorNeutralForegroundInverted2:p[14],colorNeutralForegroundOnBrand:b,colorNeutralForegroundInvertedLink:b,colorNeutralForegroundInvertedLinkHover:b,colorNeutralForegroundInvertedLinkPressed:b,colorNeutralForegroundInvertedLinkSelected:b,colorBrandForegroundInverted:r[80],colorBrandForegroundInvertedHover:r[70],colorBrandForegroundInvertedPressed:r[60],colorBrandForegroundOnLight:r[80],colorBrandForegroundOnLightHover:r[70],colorBrandForegroundOnLightPressed:r[50],colorBrandForegroundOnLightSelected:r[60],colorNeutralBackground1:p[16],colorNeutralBackground1Hover:p[24],colorNeutralBackground1Pressed:p[12],colorNeutralBackground1Selected:p[22],colorNeutralBackground2:p[12],colorNeutralBackground2Hover:p[20],colorNeutralBackground2Pressed:p[8],colorNeutralBackground2Selected:p[18],colorNeutralBackground3:p[8],colorNeutralBackground3Hover:p[16],colorNeutralBackground3Pressed:p[4],colorNeutralBackground3Selected:p[14],colorNeutralBackground4:p[4],colorNeutralBackground4Hover:p[12],colorNeutralBackground4Pressed:Lt,colorNeutralBackground4Selected:p[10],colorNeutralBackground5:Lt,colorNeutralBackground5Hover:p[8],colorNeutralBackground5Pressed:p[2],colorNeutralBackground5Selected:p[6],colorNeutralBackground6:p[20],colorNeutralBackground7:"#00000000",colorNeutralBackground7Hover:p[10],colorNeutralBackground7Pressed:p[4],colorNeutralBackground7Selected:"#00000000",colorNeutralBackground8:p[16],colorNeutralBackgroundInverted:b,colorNeutralBackgroundInvertedHover:p[96],colorNeutralBackgroundInvertedPressed:p[88],colorNeutralBackgroundInvertedSelected:p[92],colorNeutralBackgroundStatic:p[24],colorNeutralBackgroundAlpha:Ri[50],colorNeutralBackgroundAlpha2:Ii[70],colorSubtleBackground:"transparent",colorSubtleBackgroundHover:p[22],colorSubtleBackgroundPressed:p[18],colorSubtleBackgroundSelected:p[20],colorSubtleBackgroundLightAlphaHover:Nn[80],colorSubtleBackgroundLightAlphaPressed:Nn[50],colorSubtleBackgroundLightAlphaSelected:"transparent",colorSubtleBackgroundInverted:"transparent",colorSubtleBackgroundInvertedHover:le[10],colorSubtleBackgroundInvertedPressed:le[30],colorSubtleBackgroundInvertedSelected:le[20],colorTransparentBackground:"transparent",colorTransparentBackgroundHover:"transparent",colorTransparentBackgroundPressed:"transparent",colorTransparentBackgroundSelected:"transparent",colorNeutralBackgroundDisabled:p[8],colorNeutralBackgroundDisabled2:p[16],colorNeutralBackgroundInvertedDisabled:W[10],colorNeutralStencil1:p[34],colorNeutralStencil2:p[20],colorNeutralStencil1Alpha:W[10],colorNeutralStencil2Alpha:W[5],colorBackgroundOverlay:le[50],colorScrollbarOverlay:W[60],colorBrandBackground:r[70],colorBrandBackgroundHover:r[80],colorBrandBackgroundPressed:r[40],colorBrandBackgroundSelected:r[60],colorCompoundBrandBackground:r[100],colorCompoundBrandBackgroundHover:r[110],colorCompoundBrandBackgroundPressed:r[90],colorBrandBackgroundStatic:r[80],colorBrandBackground2:r[20],colorBrandBackground2Hover:r[40],colorBrandBackground2Pressed:r[10],colorBrandBackground3Static:r[60],colorBrandBackground4Static:r[40],colorBrandBackgroundInverted:b,colorBrandBackgroundInvertedHover:r[160],colorBrandBackgroundInvertedPressed:r[140],colorBrandBackgroundInvertedSelected:r[150],colorNeutralCardBackground:p[20],colorNeutralCardBackgroundHover:p[24],colorNeutralCardBackgroundPressed:p[18],colorNeutralCardBackgroundSelected:p[22],colorNeutralCardBackgroundDisabled:p[8],colorNeutralStrokeAccessible:p[68],colorNeutralStrokeAccessibleHover:p[74],colorNeutralStrokeAccessiblePressed:p[70],colorNeutralStrokeAccessibleSelected:r[100],colorNeutralStroke1:p[40],colorNeutralStroke1Hover:p[46],colorNeutralStroke1Pressed:p[42],colorNeutralStroke1Selected:p[44],colorNeutralStroke2:p[32],colorNeutralStroke3:p[24],colorNeutralStroke4:p[24],colorNeutralStroke4Hover:p[18],colorNeutralStroke4Pressed:p[14],colorNeutralStroke4Selected:p[24],colorNeutralStrokeSubtle:p[4],colorNeutralStrokeOnBrand:p[16],colorNeutralStrokeOnBrand2:b,colorNeutralStrokeOnBrand2Hover:b,colorNeutralStrokeOnBrand2Pressed:b,colorNeutralStrokeOnBrand2Selected:b,colorBrandStroke1:r[100],colorBrandStroke2:r[50],colorBrandStroke2Hover:r[50],colorBrandStroke2Pressed:r[30],colorBrandStroke2Contrast:r[50],colorCompoundBrandStroke:r[100],colorCompoundBrandStrokeHover:r[110],colorCompoundBrandStrokePressed:r[90],colorNeutralStrokeDisabled:p[26],colorNeutralStrokeDisabled2:p[24],colorNeutralStrokeInvertedDisabled:W[40],colorTransparentStroke:"transparent",colorTransparentStrokeInteractive:"transparent",colorTransparentStrokeDisabled:"transparent",colorNeutralStrokeAlpha:W[10],colorNeutralStrokeAlpha2:W[20],colorStrokeFocus1:Lt,colorStrokeFocus2:b,colorNeutralShadowAmbient:"rgba(0,0,0,0.24)",colorNeutralShadowKey:"rgba(0,0,0,0.28)",colorNeutralShadowAmbientLighter:"rgba(0,0,0,0.12)",colorNeutralShadowKeyLighter:"rgba(0,0,0,0.14)",colorNeutralShadowAmbientDarker:"rgba(0,0,0,0.40)",colorNeutralShadowKeyDarker:"rgba(0,0,0,0.48)",colorBrandShadowAmbient:"rgba(0,0,0,0.30)",colorBrandShadowKey:"rgba(0,0,0,0.25)"});var yl=r=>{let t=bl(r);return{...hr,...gr,...mr,...vr,...fr,...br,...wo,...$o,...Bo,...xo,...t,...vl,...Oe,...Dt(t.colorNeutralShadowAmbient,t.colorNeutralShadowKey),...Dt(t.colorBrandShadowAmbient,t.colorBrandShadowKey,"Brand")}};var kr=yl(Po);var Rn="keyless.theme",In=matchMedia("(prefers-color-scheme: dark)"),Et=()=>{let r=localStorage.getItem(Rn);return r?r==="dark":In.matches};function Ao(){yo(Et()?kr:yr),document.documentElement.dataset.theme=Et()?"dark":"light",dispatchEvent(new Event("keyless-theme"))}function kl(){let r=!Et();r===In.matches?localStorage.removeItem(Rn):localStorage.setItem(Rn,r?"dark":"light"),Ao()}In.addEventListener("change",Ao);var No=globalThis,Co=No.ShadowRoot&&(No.ShadyCSS===void 0||No.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,xl=Symbol(),Sl=new WeakMap,To=class{constructor(t,e,o){if(this._$cssResult$=!0,o!==xl)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=t,this.t=e}get styleSheet(){let t=this.o,e=this.t;if(Co&&t===void 0){let o=e!==void 0&&e.length===1;o&&(t=Sl.get(e)),t===void 0&&((this.o=t=new CSSStyleSheet).replaceSync(this.cssText),o&&Sl.set(e,t))}return t}toString(){return this.cssText}},Bl=r=>new To(typeof r=="string"?r:r+"",void 0,xl);var wl=(r,t)=>{if(Co)r.adoptedStyleSheets=t.map(e=>e instanceof CSSStyleSheet?e:e.styleSheet);else for(let e of t){let o=document.createElement("style"),n=No.litNonce;n!==void 0&&o.setAttribute("nonce",n),o.textContent=e.cssText,r.appendChild(o)}},Ln=Co?r=>r:r=>r instanceof CSSStyleSheet?(t=>{let e="";for(let o of t.cssRules)e+=o.cssText;return Bl(e)})(r):r;var{is:Yd,defineProperty:Jd,getOwnPropertyDescriptor:Qd,getOwnPropertyNames:Zd,getOwnPropertySymbols:eu,getPrototypeOf:tu}=Object,Fo=globalThis,$l=Fo.trustedTypes,ru=$l?$l.emptyScript:"",ou=Fo.reactiveElementPolyfillSupport,Sr=(r,t)=>r,Dn={toAttribute(r,t){switch(t){case Boolean:r=r?ru:null;break;case Object:case Array:r=r==null?r:JSON.stringify(r)}return r},fromAttribute(r,t){let e=r;switch(t){case Boolean:e=r!==null;break;case Number:e=r===null?null:Number(r);break;case Object:case Array:try{e=JSON.parse(r)}catch{e=null}}return e}},Al=(r,t)=>!Yd(r,t),Pl={attribute:!0,type:String,converter:Dn,reflect:!1,useDefault:!1,hasChanged:Al};Symbol.metadata??=Symbol("metadata"),Fo.litPropertyMetadata??=new WeakMap;var ze=class extends HTMLElement{static addInitializer(t){this._$Ei(),(this.l??=[]).push(t)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(t,e=Pl){if(e.state&&(e.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(t)&&((e=Object.create(e)).wrapped=!0),this.elementProperties.set(t,e),!e.noAccessor){let o=Symbol(),n=this.getPropertyDescriptor(t,o,e);n!==void 0&&Jd(this.prototype,t,n)}}static getPropertyDescriptor(t,e,o){let{get:n,set:a}=Qd(this.prototype,t)??{get(){return this[e]},set(s){this[e]=s}};return{get:n,set(s){let c=n?.call(this);a?.call(this,s),this.requestUpdate(t,c,o)},configurable:!0,enumerable:!0}}static getPropertyOptions(t){return this.elementProperties.get(t)??Pl}static _$Ei(){if(this.hasOwnProperty(Sr("elementProperties")))return;let t=tu(this);t.finalize(),t.l!==void 0&&(this.l=[...t.l]),this.elementProperties=new Map(t.elementProperties)}static finalize(){if(this.hasOwnProperty(Sr("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(Sr("properties"))){let e=this.properties,o=[...Zd(e),...eu(e)];for(let n of o)this.createProperty(n,e[n])}let t=this[Symbol.metadata];if(t!==null){let e=litPropertyMetadata.get(t);if(e!==void 0)for(let[o,n]of e)this.elementProperties.set(o,n)}this._$Eh=new Map;for(let[e,o]of this.elementProperties){let n=this._$Eu(e,o);n!==void 0&&this._$Eh.set(n,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(t){let e=[];if(Array.isArray(t)){let o=new Set(t.flat(1/0).reverse());for(let n of o)e.unshift(Ln(n))}else t!==void 0&&e.push(Ln(t));return e}static _$Eu(t,e){let o=e.attribute;return o===!1?void 0:typeof o=="string"?o:typeof t=="string"?t.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(t=>this.enableUpdating=t),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(t=>t(this))}addController(t){(this._$EO??=new Set).add(t),this.renderRoot!==void 0&&this.isConnected&&t.hostConnected?.()}removeController(t){this._$EO?.delete(t)}_$E_(){let t=new Map,e=this.constructor.elementProperties;for(let o of e.keys())this.hasOwnProperty(o)&&(t.set(o,this[o]),delete this[o]);t.size>0&&(this._$Ep=t)}createRenderRoot(){let t=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return wl(t,this.constructor.elementStyles),t}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(t=>t.hostConnected?.())}enableUpdating(t){}disconnectedCallback(){this._$EO?.forEach(t=>t.hostDisconnected?.())}attributeChangedCallback(t,e,o){this._$AK(t,o)}_$ET(t,e){let o=this.constructor.elementProperties.get(t),n=this.constructor._$Eu(t,o);if(n!==void 0&&o.reflect===!0){let a=(o.converter?.toAttribute!==void 0?o.converter:Dn).toAttribute(e,o.type);this._$Em=t,a==null?this.removeAttribute(n):this.setAttribute(n,a),this._$Em=null}}_$AK(t,e){let o=this.constructor,n=o._$Eh.get(t);if(n!==void 0&&this._$Em!==n){let a=o.getPropertyOptions(n),s=typeof a.converter=="function"?{fromAttribute:a.converter}:a.converter?.fromAttribute!==void 0?a.converter:Dn;this._$Em=n;let c=s.fromAttribute(e,a.type);this[n]=c??this._$Ej?.get(n)??c,this._$Em=null}}requestUpdate(t,e,o,n=!1,a){if(t!==void 0){let s=this.constructor;if(n===!1&&(a=this[t]),o??=s.getPropertyOptions(t),!((o.hasChanged??Al)(a,e)||o.useDefault&&o.reflect&&a===this._$Ej?.get(t)&&!this.hasAttribute(s._$Eu(t,o))))return;this.C(t,e,o)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(t,e,{useDefault:o,reflect:n,wrapped:a},s){o&&!(this._$Ej??=new Map).has(t)&&(this._$Ej.set(t,s??e??this[t]),a!==!0||s!==void 0)||(this._$AL.has(t)||(this.hasUpdated||o||(e=void 0),this._$AL.set(t,e)),n===!0&&this._$Em!==t&&(this._$Eq??=new Set).add(t))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}let t=this.scheduleUpdate();return t!=null&&await t,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[n,a]of this._$Ep)this[n]=a;this._$Ep=void 0}let o=this.constructor.elementProperties;if(o.size>0)for(let[n,a]of o){let{wrapped:s}=a,c=this[n];s!==!0||this._$AL.has(n)||c===void 0||this.C(n,void 0,a,c)}}let t=!1,e=this._$AL;try{t=this.shouldUpdate(e),t?(this.willUpdate(e),this._$EO?.forEach(o=>o.hostUpdate?.()),this.update(e)):this._$EM()}catch(o){throw t=!1,this._$EM(),o}t&&this._$AE(e)}willUpdate(t){}_$AE(t){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(t)),this.updated(t)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(t){return!0}update(t){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(t){}firstUpdated(t){}};ze.elementStyles=[],ze.shadowRootOptions={mode:"open"},ze[Sr("elementProperties")]=new Map,ze[Sr("finalized")]=new Map,ou?.({ReactiveElement:ze}),(Fo.reactiveElementVersions??=[]).push("2.1.2");var Vn=globalThis,Nl=r=>r,Ro=Vn.trustedTypes,Tl=Ro?Ro.createPolicy("lit-html",{createHTML:r=>r}):void 0,Dl="$lit$",Ke=`lit$${Math.random().toFixed(9).slice(2)}$`,El="?"+Ke,nu=`<${El}>`,ut=document,Br=()=>ut.createComment(""),wr=r=>r===null||typeof r!="object"&&typeof r!="function",jn=Array.isArray,au=r=>jn(r)||typeof r?.[Symbol.iterator]=="function",En=`[ 	
\f\r]`,xr=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,Cl=/-->/g,Fl=/>/g,ct=RegExp(`>|${En}(?:([^\\s"'>=/]+)(${En}*=${En}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),Rl=/'/g,Il=/"/g,Ml=/^(?:script|style|textarea|title)$/i,Un=r=>(t,...e)=>({_$litType$:r,strings:t,values:e}),i=Un(1),Hl=Un(2),av=Un(3),pt=Symbol.for("lit-noChange"),h=Symbol.for("lit-nothing"),Ll=new WeakMap,dt=ut.createTreeWalker(ut,129);function _l(r,t){if(!jn(r)||!r.hasOwnProperty("raw"))throw Error("invalid template strings array");return Tl!==void 0?Tl.createHTML(t):t}var su=(r,t)=>{let e=r.length-1,o=[],n,a=t===2?"<svg>":t===3?"<math>":"",s=xr;for(let c=0;c<e;c++){let l=r[c],u,d,g=-1,f=0;for(;f<l.length&&(s.lastIndex=f,d=s.exec(l),d!==null);)f=s.lastIndex,s===xr?d[1]==="!--"?s=Cl:d[1]!==void 0?s=Fl:d[2]!==void 0?(Ml.test(d[2])&&(n=RegExp("</"+d[2],"g")),s=ct):d[3]!==void 0&&(s=ct):s===ct?d[0]===">"?(s=n??xr,g=-1):d[1]===void 0?g=-2:(g=s.lastIndex-d[2].length,u=d[1],s=d[3]===void 0?ct:d[3]==='"'?Il:Rl):s===Il||s===Rl?s=ct:s===Cl||s===Fl?s=xr:(s=ct,n=void 0);let y=s===ct&&r[c+1].startsWith("/>")?" ":"";a+=s===xr?l+nu:g>=0?(o.push(u),l.slice(0,g)+Dl+l.slice(g)+Ke+y):l+Ke+(g===-2?c:y)}return[_l(r,a+(r[e]||"<?>")+(t===2?"</svg>":t===3?"</math>":"")),o]},$r=class r{constructor({strings:t,_$litType$:e},o){let n;this.parts=[];let a=0,s=0,c=t.length-1,l=this.parts,[u,d]=su(t,e);if(this.el=r.createElement(u,o),dt.currentNode=this.el.content,e===2||e===3){let g=this.el.content.firstChild;g.replaceWith(...g.childNodes)}for(;(n=dt.nextNode())!==null&&l.length<c;){if(n.nodeType===1){if(n.hasAttributes())for(let g of n.getAttributeNames())if(g.endsWith(Dl)){let f=d[s++],y=n.getAttribute(g).split(Ke),T=/([.?@])?(.*)/.exec(f);l.push({type:1,index:a,name:T[2],strings:y,ctor:T[1]==="."?Hn:T[1]==="?"?_n:T[1]==="@"?On:Ht}),n.removeAttribute(g)}else g.startsWith(Ke)&&(l.push({type:6,index:a}),n.removeAttribute(g));if(Ml.test(n.tagName)){let g=n.textContent.split(Ke),f=g.length-1;if(f>0){n.textContent=Ro?Ro.emptyScript:"";for(let y=0;y<f;y++)n.append(g[y],Br()),dt.nextNode(),l.push({type:2,index:++a});n.append(g[f],Br())}}}else if(n.nodeType===8)if(n.data===El)l.push({type:2,index:a});else{let g=-1;for(;(g=n.data.indexOf(Ke,g+1))!==-1;)l.push({type:7,index:a}),g+=Ke.length-1}a++}}static createElement(t,e){let o=ut.createElement("template");return o.innerHTML=t,o}};function Mt(r,t,e=r,o){if(t===pt)return t;let n=o!==void 0?e._$Co?.[o]:e._$Cl,a=wr(t)?void 0:t._$litDirective$;return n?.constructor!==a&&(n?._$AO?.(!1),a===void 0?n=void 0:(n=new a(r),n._$AT(r,e,o)),o!==void 0?(e._$Co??=[])[o]=n:e._$Cl=n),n!==void 0&&(t=Mt(r,n._$AS(r,t.values),n,o)),t}var Mn=class{constructor(t,e){this._$AV=[],this._$AN=void 0,this._$AD=t,this._$AM=e}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(t){let{el:{content:e},parts:o}=this._$AD,n=(t?.creationScope??ut).importNode(e,!0);dt.currentNode=n;let a=dt.nextNode(),s=0,c=0,l=o[0];for(;l!==void 0;){if(s===l.index){let u;l.type===2?u=new Pr(a,a.nextSibling,this,t):l.type===1?u=new l.ctor(a,l.name,l.strings,this,t):l.type===6&&(u=new zn(a,this,t)),this._$AV.push(u),l=o[++c]}s!==l?.index&&(a=dt.nextNode(),s++)}return dt.currentNode=ut,n}p(t){let e=0;for(let o of this._$AV)o!==void 0&&(o.strings!==void 0?(o._$AI(t,o,e),e+=o.strings.length-2):o._$AI(t[e])),e++}},Pr=class r{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(t,e,o,n){this.type=2,this._$AH=h,this._$AN=void 0,this._$AA=t,this._$AB=e,this._$AM=o,this.options=n,this._$Cv=n?.isConnected??!0}get parentNode(){let t=this._$AA.parentNode,e=this._$AM;return e!==void 0&&t?.nodeType===11&&(t=e.parentNode),t}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(t,e=this){t=Mt(this,t,e),wr(t)?t===h||t==null||t===""?(this._$AH!==h&&this._$AR(),this._$AH=h):t!==this._$AH&&t!==pt&&this._(t):t._$litType$!==void 0?this.$(t):t.nodeType!==void 0?this.T(t):au(t)?this.k(t):this._(t)}O(t){return this._$AA.parentNode.insertBefore(t,this._$AB)}T(t){this._$AH!==t&&(this._$AR(),this._$AH=this.O(t))}_(t){this._$AH!==h&&wr(this._$AH)?this._$AA.nextSibling.data=t:this.T(ut.createTextNode(t)),this._$AH=t}$(t){let{values:e,_$litType$:o}=t,n=typeof o=="number"?this._$AC(t):(o.el===void 0&&(o.el=$r.createElement(_l(o.h,o.h[0]),this.options)),o);if(this._$AH?._$AD===n)this._$AH.p(e);else{let a=new Mn(n,this),s=a.u(this.options);a.p(e),this.T(s),this._$AH=a}}_$AC(t){let e=Ll.get(t.strings);return e===void 0&&Ll.set(t.strings,e=new $r(t)),e}k(t){jn(this._$AH)||(this._$AH=[],this._$AR());let e=this._$AH,o,n=0;for(let a of t)n===e.length?e.push(o=new r(this.O(Br()),this.O(Br()),this,this.options)):o=e[n],o._$AI(a),n++;n<e.length&&(this._$AR(o&&o._$AB.nextSibling,n),e.length=n)}_$AR(t=this._$AA.nextSibling,e){for(this._$AP?.(!1,!0,e);t!==this._$AB;){let o=Nl(t).nextSibling;Nl(t).remove(),t=o}}setConnected(t){this._$AM===void 0&&(this._$Cv=t,this._$AP?.(t))}},Ht=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(t,e,o,n,a){this.type=1,this._$AH=h,this._$AN=void 0,this.element=t,this.name=e,this._$AM=n,this.options=a,o.length>2||o[0]!==""||o[1]!==""?(this._$AH=Array(o.length-1).fill(new String),this.strings=o):this._$AH=h}_$AI(t,e=this,o,n){let a=this.strings,s=!1;if(a===void 0)t=Mt(this,t,e,0),s=!wr(t)||t!==this._$AH&&t!==pt,s&&(this._$AH=t);else{let c=t,l,u;for(t=a[0],l=0;l<a.length-1;l++)u=Mt(this,c[o+l],e,l),u===pt&&(u=this._$AH[l]),s||=!wr(u)||u!==this._$AH[l],u===h?t=h:t!==h&&(t+=(u??"")+a[l+1]),this._$AH[l]=u}s&&!n&&this.j(t)}j(t){t===h?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,t??"")}},Hn=class extends Ht{constructor(){super(...arguments),this.type=3}j(t){this.element[this.name]=t===h?void 0:t}},_n=class extends Ht{constructor(){super(...arguments),this.type=4}j(t){this.element.toggleAttribute(this.name,!!t&&t!==h)}},On=class extends Ht{constructor(t,e,o,n,a){super(t,e,o,n,a),this.type=5}_$AI(t,e=this){if((t=Mt(this,t,e,0)??h)===pt)return;let o=this._$AH,n=t===h&&o!==h||t.capture!==o.capture||t.once!==o.once||t.passive!==o.passive,a=t!==h&&(o===h||n);n&&this.element.removeEventListener(this.name,this,o),a&&this.element.addEventListener(this.name,this,t),this._$AH=t}handleEvent(t){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,t):this._$AH.handleEvent(t)}},zn=class{constructor(t,e,o){this.element=t,this.type=6,this._$AN=void 0,this._$AM=e,this.options=o}get _$AU(){return this._$AM._$AU}_$AI(t){Mt(this,t)}};var iu=Vn.litHtmlPolyfillSupport;iu?.($r,Pr),(Vn.litHtmlVersions??=[]).push("3.3.3");var Ol=(r,t,e)=>{let o=e?.renderBefore??t,n=o._$litPart$;if(n===void 0){let a=e?.renderBefore??null;o._$litPart$=n=new Pr(t.insertBefore(Br(),a),a,void 0,e??{})}return n._$AI(r),n};var Wn=globalThis,Ye=class extends ze{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let t=super.createRenderRoot();return this.renderOptions.renderBefore??=t.firstChild,t}update(t){let e=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(t),this._$Do=Ol(e,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return pt}};Ye._$litElement$=!0,Ye.finalized=!0,Wn.litElementHydrateSupport?.({LitElement:Ye});var lu=Wn.litElementPolyfillSupport;lu?.({LitElement:Ye});(Wn.litElementVersions??=[]).push("4.2.2");var H=JSON.parse(document.querySelector('meta[name="keyless"]').content);var cu={arm:"https://management.azure.com",graph:"https://graph.microsoft.com",models:"https://cognitiveservices.azure.com"},Ne=class extends Error{constructor(e,o,n=0){super(o);this.code=e;this.number=n}},Xn="keyless.pending",Kn="keyless.signed-out",Yn=H.login+"/organizations/oauth2/v2.0",Vl,Io="",Lo=new Map,qn=new Map,Z=()=>Vl,jl=r=>btoa(String.fromCharCode(...r)).replaceAll("+","-").replaceAll("/","_").replaceAll("=",""),Gn=()=>jl(crypto.getRandomValues(new Uint8Array(32)));async function Ul(){if(location.origin+"/"!==H.redirect)return location.replace(H.redirect+location.hash),Jn();let r=new URLSearchParams(location.hash.slice(1));return r.has("state")&&(r.has("code")||r.has("error"))?(await du(r),"signed-in"):sessionStorage.getItem(Kn)?"signed-out":Ar()}async function Ar(r={}){let t={state:Gn(),nonce:Gn(),verifier:Gn(),route:r.route??location.hash};sessionStorage.removeItem(Kn),sessionStorage.setItem(Xn,JSON.stringify(t));let e=await crypto.subtle.digest("SHA-256",new TextEncoder().encode(t.verifier)),o=new URLSearchParams({client_id:H.clientId,response_type:"code",response_mode:"fragment",redirect_uri:H.redirect,scope:Gl("arm"),state:t.state,nonce:t.nonce,code_challenge:jl(new Uint8Array(e)),code_challenge_method:"S256"});return r.prompt&&o.set("prompt",r.prompt),location.assign(Yn+"/authorize?"+o),Jn()}async function Wl(){return Lo.clear(),Io="",sessionStorage.setItem(Kn,"1"),location.assign(Yn+"/logout?"+new URLSearchParams({client_id:H.clientId,post_logout_redirect_uri:H.redirect})),Jn()}async function du(r){let t=JSON.parse(sessionStorage.getItem(Xn)??"null");if(sessionStorage.removeItem(Xn),history.replaceState(null,"",location.pathname+(t?.route??"")),!t||t.state!==r.get("state"))throw new Ne("invalid_state","This answer does not belong to a sign-in that this window began. Sign in again.");let e=r.get("error");if(e)throw ql(e,r.get("error_description")??e,Number(r.get("error_codes")??0));let o=await Xl("arm",{grant_type:"authorization_code",code:r.get("code"),redirect_uri:H.redirect,code_verifier:t.verifier});if(!o||o.nonce!==t.nonce)throw new Ne("invalid_nonce","The ID token was not made for this sign-in. Sign in again.");Vl={id:String(o.oid),tenant:String(o.tid),name:String(o.name??o.preferred_username??o.oid),userName:String(o.preferred_username??"")}}function ql(r,t,e){let o=/^AADSTS(\d+): /.exec(t);return new Ne(r,t.split(" Trace ID: ")[0],e||Number(o?.[1]??0))}var Gl=r=>cu[r]+"/.default openid profile offline_access";async function Xl(r,t){let e=await fetch(Yn+"/token",{method:"POST",body:new URLSearchParams({client_id:H.clientId,scope:Gl(r),...t})}),o=await e.json();if(!e.ok)throw ql(o.error,o.error_description??o.error,o.error_codes?.[0]??0);return Io=o.refresh_token??Io,Lo.set(r,{token:o.access_token,until:Date.now()+o.expires_in*1e3}),o.id_token?uu(o.id_token):void 0}function uu(r){let t=Uint8Array.from(atob(r.split(".")[1].replaceAll("-","+").replaceAll("_","/")),e=>e.charCodeAt(0));return JSON.parse(new TextDecoder().decode(t))}var zl=Promise.resolve();function Kl(r,t=!1){let e=Lo.get(r);if(!t&&e&&e.until>Date.now()+6e4)return Promise.resolve(e.token);let o=qn.get(r);if(o)return o;let n=zl.then(()=>pu(r)).finally(()=>qn.delete(r));return zl=n.catch(()=>{}),qn.set(r,n),n}async function pu(r){try{await Xl(r,{grant_type:"refresh_token",refresh_token:Io})}catch(t){if(t instanceof Ne&&["invalid_grant","interaction_required","login_required"].includes(t.code))return Ar();throw t}return Lo.get(r).token}var Jn=()=>new Promise(()=>{});var ye=class extends Error{constructor(e,o,n,a,s,c,l){super(e);this.status=o;this.code=n;this.requestId=a;this.decision=s;this.retryAfter=c;this.body=l}};function gu(r){let t=new URL(r),e=new URL(H.accounts.replace("*","star-label"));return t.protocol!==e.protocol?!1:e.host.startsWith("star-label.")?t.host.endsWith(e.host.slice(10)):t.host===e.host&&t.pathname.startsWith(e.pathname.split("star-label")[0])}async function Qn(r,t,e={}){if(r==="models"&&!gu(t))throw new Error("not an address of an account of this server: "+t);let o=await Yl(r,t,e,!1);if(o.status===401&&mu(o)&&(o=await Yl(r,t,e,!0)),o.ok)return o;throw await fu(o)}async function Yl(r,t,e,o){try{let n={...e.headers,authorization:"Bearer "+await Kl(r,o)};e.body!==void 0&&(n["content-type"]="application/json");let a={method:e.method??"GET",headers:n,cache:"no-store",credentials:"omit",redirect:"error"};return e.body!==void 0&&(a.body=JSON.stringify(e.body)),e.signal&&(a.signal=e.signal),await fetch(t,a)}catch(n){throw n instanceof TypeError?new ye("The server does not answer. It may be restarting: try again.",0,"NoAnswer","","",0,void 0):n}}var mu=r=>/invalid_token|insufficient_claims/.test(r.headers.get("www-authenticate")??"");async function fu(r){let t=await r.text(),e=t;try{e=JSON.parse(t)}catch{}let o=e?.error??e??{},n=a=>r.headers.get(a)??"";return new ye([o.message,e?.detail].find(a=>typeof a=="string"&&a)??`The server answered ${r.status}.`,r.status,String(o.code??r.status),n("x-ms-request-id")||n("request-id")||n("x-request-id"),n("x-keyless-decision"),Number(n("retry-after"))||0,e)}async function Jl(r,t,e){let n=await(await Qn(r,t,e)).text();return n?JSON.parse(n):void 0}function L(r,t,e){let o=new URL(r.startsWith("https://")?r:H.arm+r);return o.searchParams.has("api-version")||o.searchParams.set("api-version",t),Jl("arm",Ql(H.arm,o.href),e)}var Nr=(r,t)=>Jl("graph",Ql(H.graph,r.startsWith("https://")?r:H.graph+r),t);function Ql(r,t){if(!t.startsWith(r+"/"))throw new Error("not an address of this server: "+t);return t}async function ce(r,t,e=5e3){let o=[];for(let n=r;n&&o.length<e;){let a=await L(n,t);o.push(...a.value),n=a.nextLink}return o}var $={subscriptions:"2022-12-01",resources:"2021-04-01",management:"2020-05-01",cognitive:"2024-10-01",authorization:"2022-04-01",insights:"2015-04-01",keyless:"2026-01-01"},I="Microsoft.CognitiveServices/accounts",Cr=()=>ce("/subscriptions",$.subscriptions);async function _t(){return(await Promise.all((await Cr()).map(t=>ce(t.id+"/resources",$.resources)))).flat()}var Ot=r=>L(r,$.cognitive),zt=r=>ce(r+"/deployments",$.cognitive),Tr=(r,t)=>r.replace(/\/$/,"")+"/providers/Microsoft.Authorization/"+t,Zn=(r,t)=>r.replace(/\/$/,"")+"/providers/Microsoft.Keyless/"+t,Zl=r=>ce(Tr(r,"roleAssignments?$filter=atScope()"),$.authorization,1e4),Vt=r=>ce(Tr(r,"roleDefinitions"),$.authorization),ec=r=>ce(Tr(r,"denyAssignments"),$.authorization),jt=(r,t)=>L(Tr(r,"roleAssignments/"+(t.name??crypto.randomUUID())),$.authorization,{method:"PUT",body:{properties:{roleDefinitionId:Tr("/subscriptions/"+(r.split("/")[2]??""),"roleDefinitions/"+t.role).replace("/subscriptions//providers","/providers"),principalId:t.principal,...t.type&&{principalType:t.type},...t.condition&&{condition:t.condition,conditionVersion:"2.0"},...t.description&&{description:t.description}}}}),Je=(r,t)=>L(r,t,{method:"DELETE"}),Ve=(r,t,e)=>L(Zn(r,"checkAccess"),$.keyless,{method:"POST",body:{Subject:{Attributes:{ObjectId:t}},Actions:e.map(o=>({Id:o.id,IsDataAction:o.data}))}});async function q(r,...t){let e=await Ve(r,Z().id,t.map(o=>({id:o,data:!1})));return Object.fromEntries(e.map(o=>[o.actionId,o.accessDecision==="Allowed"]))}var Fr=(r,t)=>L(Zn("","decisions?"+new URLSearchParams(r)),$.keyless,t),tc=r=>L(Zn("","decisions/"+encodeURIComponent(r)),$.keyless);var oe={models:I+"/MaaS/chat/completions/action",openai:I+"/OpenAI/deployments/chat/completions/action",anthropic:I+"/AIServices/providers/action"};var Do=()=>{let[r="",t=""]=location.hash.slice(1).split("?",2);return{path:r||"/home",query:new URLSearchParams(t)}};function v(r,t={}){let e=Object.entries(t).filter(n=>!!n[1]),o=new URLSearchParams(e).toString();return"#"+r.split("/").map(n=>encodeURIComponent(oc(n))).join("/")+(o?"?"+o:"")}var rc=(r,t)=>{location.hash=v(r,t)};function z(r){let{path:t,query:e}=Do();for(let[o,n]of Object.entries(r))n?e.set(o,n):e.delete(o);history.replaceState(null,"",v(t,Object.fromEntries(e))),dispatchEvent(new HashChangeEvent("hashchange"))}function ea(r){let{path:t,query:e}=Do(),o=r.filter(a=>t===a.path||t.startsWith(a.path+"/")).sort((a,s)=>s.path.length-a.path.length)[0];if(!o)return;let n=t.slice(o.path.length).split("/").map(oc).join("/");return{page:o,route:{path:t,rest:n,query:e}}}function oc(r){try{return decodeURIComponent(r)}catch{return r}}var nc={home:"M9 2.39a1.5 1.5 0 0 1 2 0l5.5 4.94c.32.28.5.69.5 1.12v7.05c0 .83-.67 1.5-1.5 1.5H13a1.5 1.5 0 0 1-1.5-1.5V12a.5.5 0 0 0-.5-.5H9a.5.5 0 0 0-.5.5v3.5c0 .83-.67 1.5-1.5 1.5H4.5A1.5 1.5 0 0 1 3 15.5V8.45c0-.43.18-.84.5-1.12zm1.33.74a.5.5 0 0 0-.66 0l-5.5 4.94a.5.5 0 0 0-.17.38v7.05c0 .28.22.5.5.5H7a.5.5 0 0 0 .5-.5V12c0-.83.67-1.5 1.5-1.5h2c.83 0 1.5.67 1.5 1.5v3.5c0 .28.22.5.5.5h2.5a.5.5 0 0 0 .5-.5V8.45a.5.5 0 0 0-.17-.38z",peopleLock:"M6.75 3.5a2.25 2.25 0 1 0 0 4.5 2.25 2.25 0 0 0 0-4.5M3.5 5.75a3.25 3.25 0 1 1 6.5 0 3.25 3.25 0 0 1-6.5 0m7.5 8.72C10.23 15.3 8.93 16 6.75 16c-2.51 0-3.87-.92-4.57-1.93a4 4 0 0 1-.68-1.99V12c0-1.1.9-2 2-2H10a2 2 0 0 1 2 2v.08l-.01.18v.02A2 2 0 0 0 11 14zm-8.5-2.4v.1l.06.32c.07.27.2.64.45 1C3.49 14.2 4.5 15 6.75 15s3.26-.8 3.74-1.5a3 3 0 0 0 .5-1.42l.01-.02V12a1 1 0 0 0-1-1H3.5a1 1 0 0 0-1 1zM14.5 5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3M12 6.5a2.5 2.5 0 1 1 5 0 2.5 2.5 0 0 1-5 0m1.5 5.5v1H13a1 1 0 0 0-1 1v4a1 1 0 0 0 1 1h5a1 1 0 0 0 1-1v-4a1 1 0 0 0-1-1h-.5v-1a2 2 0 1 0-4 0m1 1v-1a1 1 0 1 1 2 0v1zm1 2.25a.75.75 0 1 1 0 1.5.75.75 0 0 1 0-1.5",keyMultiple:"M10.32 2.01 10 2a4 4 0 0 0-3.84 5.13l-3.98 3.99a.6.6 0 0 0-.18.42v2.86c0 .33.27.6.6.6h2.8a.6.6 0 0 0 .6-.6V13h1.9a.6.6 0 0 0 .6-.6v-1.7l.73-.73q-.32-.39-.56-.84l-1 .99a.6.6 0 0 0-.17.42V12H5.6a.6.6 0 0 0-.6.6V14H3v-2.3L7.32 7.4l-.12-.3a3 3 0 0 1 1.96-3.97q.5-.64 1.16-1.1m3.18 4.24a.75.75 0 1 0 0-1.5.75.75 0 0 0 0 1.5M9 6.5a4.5 4.5 0 1 1 7 3.74v2.05l.78.79a.6.6 0 0 1 0 .84L15.71 15l1.06 1.07a.6.6 0 0 1-.04.89l-2.36 1.88a.6.6 0 0 1-.74 0l-2.4-1.92a.6.6 0 0 1-.23-.47v-6.2A4.5 4.5 0 0 1 9 6.5M13.5 3a3.5 3.5 0 0 0-1.75 6.53.5.5 0 0 1 .25.43v6.3l2 1.6 1.75-1.4-1.03-1.04a.6.6 0 0 1 0-.84l1.07-1.08-.61-.62a.6.6 0 0 1-.18-.42v-2.5q.01-.28.25-.43A3.5 3.5 0 0 0 13.5 3",shieldCheckmark:"M9.72 2.08a.5.5 0 0 1 .56 0q2.9 1.94 6.3 2.43A.5.5 0 0 1 17 5v4.6q-.48-.25-1-.4V5.44a16 16 0 0 1-5.6-2.08L10 3.1l-.4.25A16 16 0 0 1 4 5.43V9.5c0 3.24 1.8 5.64 5.48 7.25q.3.65.74 1.2l-.04.02a.5.5 0 0 1-.36 0C5.31 16.23 3 13.39 3 9.5V5a.5.5 0 0 1 .43-.5 15 15 0 0 0 6.3-2.42M19 14.5a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0m-2.15-1.85a.5.5 0 0 0-.7 0l-2.65 2.64-.65-.64a.5.5 0 0 0-.7.7l1 1c.2.2.5.2.7 0l3-3a.5.5 0 0 0 0-.7",chat:"M10 2a8 8 0 1 1-3.61 15.14l-.12-.07-3.65.92a.5.5 0 0 1-.62-.45v-.08l.01-.08.92-3.64-.07-.12a8 8 0 0 1-.83-2.9l-.02-.37L2 10a8 8 0 0 1 8-8m0 1a7 7 0 0 0-6.1 10.42.5.5 0 0 1 .06.28l-.02.1-.75 3.01 3.02-.75.19-.01.09.02.09.04A7 7 0 1 0 10 3m.5 8a.5.5 0 0 1 .09 1H7.5a.5.5 0 0 1-.09-1h3.09m2-3a.5.5 0 0 1 .09 1H7.5a.5.5 0 0 1-.09-1h5.09",questionCircle:"M10 2a8 8 0 1 1 0 16 8 8 0 0 1 0-16m0 1a7 7 0 1 0 0 14 7 7 0 0 0 0-14m0 10.5a.75.75 0 1 1 0 1.5.75.75 0 0 1 0-1.5m0-8a2.5 2.5 0 0 1 1.65 4.38l-.15.12-.22.17-.09.07-.16.15c-.33.36-.53.85-.53 1.61a.5.5 0 0 1-1 0 3.2 3.2 0 0 1 1.16-2.62l.25-.19.12-.1A1.5 1.5 0 0 0 10 6.5c-.83 0-1.5.67-1.5 1.5a.5.5 0 0 1-1 0A2.5 2.5 0 0 1 10 5.5",dataTrending:"M2.5 2c.28 0 .5.22.5.5v13c0 .83.67 1.5 1.5 1.5h13a.5.5 0 0 1 0 1h-13A2.5 2.5 0 0 1 2 15.5v-13c0-.28.22-.5.5-.5M12 5.5c0-.28.22-.5.5-.5h4c.28 0 .5.22.5.5v4a.5.5 0 0 1-1 0V6.7l-4.65 4.65a.5.5 0 0 1-.7 0L9 9.71l-3.15 3.14a.5.5 0 0 1-.7-.7l3.5-3.5a.5.5 0 0 1 .7 0L11 10.29 15.3 6h-2.8a.5.5 0 0 1-.5-.5",appsList:"M2 3.5C2 2.67 2.67 2 3.5 2h1C5.33 2 6 2.67 6 3.5v1C6 5.33 5.33 6 4.5 6h-1A1.5 1.5 0 0 1 2 4.5zM3.5 3a.5.5 0 0 0-.5.5v1c0 .28.22.5.5.5h1a.5.5 0 0 0 .5-.5v-1a.5.5 0 0 0-.5-.5zM2 9.5C2 8.67 2.67 8 3.5 8h1C5.33 8 6 8.67 6 9.5v1c0 .83-.67 1.5-1.5 1.5h-1A1.5 1.5 0 0 1 2 10.5zM3.5 9a.5.5 0 0 0-.5.5v1c0 .28.22.5.5.5h1a.5.5 0 0 0 .5-.5v-1a.5.5 0 0 0-.5-.5zM2 15.5c0-.83.67-1.5 1.5-1.5h1c.83 0 1.5.67 1.5 1.5v1c0 .83-.67 1.5-1.5 1.5h-1A1.5 1.5 0 0 1 2 16.5zm1.5-.5a.5.5 0 0 0-.5.5v1c0 .28.22.5.5.5h1a.5.5 0 0 0 .5-.5v-1a.5.5 0 0 0-.5-.5zM8 4.5c0-.28.22-.5.5-.5h9a.5.5 0 0 1 0 1h-9a.5.5 0 0 1-.5-.5m0 6c0-.28.22-.5.5-.5h9a.5.5 0 0 1 0 1h-9a.5.5 0 0 1-.5-.5m0 6c0-.28.22-.5.5-.5h9a.5.5 0 0 1 0 1h-9a.5.5 0 0 1-.5-.5",person:"M10 2a4 4 0 1 0 0 8 4 4 0 0 0 0-8M7 6a3 3 0 1 1 6 0 3 3 0 0 1-6 0m-2 5a2 2 0 0 0-2 2c0 1.7.83 2.97 2.13 3.8A9 9 0 0 0 10 18c1.85 0 3.58-.39 4.87-1.2A4.4 4.4 0 0 0 17 13a2 2 0 0 0-2-2zm-1 2a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1c0 1.3-.62 2.28-1.67 2.95A8 8 0 0 1 10 17a8 8 0 0 1-4.33-1.05A3.4 3.4 0 0 1 4 13",copy:"M7 7H5.5C4.67 7 4 7.67 4 8.5v6c0 .83.67 1.5 1.5 1.5h4c.65 0 1.2-.42 1.41-1h1.04a2.5 2.5 0 0 1-2.45 2h-4A2.5 2.5 0 0 1 3 14.5v-6A2.5 2.5 0 0 1 5.5 6H7zm7.5-4A2.5 2.5 0 0 1 17 5.5v6a2.5 2.5 0 0 1-2.5 2.5h-4A2.5 2.5 0 0 1 8 11.5v-6A2.5 2.5 0 0 1 10.5 3zm-4 1C9.67 4 9 4.67 9 5.5v6c0 .83.67 1.5 1.5 1.5h4c.83 0 1.5-.67 1.5-1.5v-6c0-.83-.67-1.5-1.5-1.5z",checkmark:"M3.37 10.17a.5.5 0 0 0-.74.66l4 4.5c.19.22.52.23.72.02l10.5-10.5a.5.5 0 0 0-.7-.7L7.02 14.27z",dismiss:"m4.09 4.22.06-.07a.5.5 0 0 1 .63-.06l.07.06L10 9.29l5.15-5.14a.5.5 0 0 1 .63-.06l.07.06c.18.17.2.44.06.63l-.06.07L10.71 10l5.14 5.15c.18.17.2.44.06.63l-.06.07a.5.5 0 0 1-.63.06l-.07-.06L10 10.71l-5.15 5.14a.5.5 0 0 1-.63.06l-.07-.06a.5.5 0 0 1-.06-.63l.06-.07L9.29 10 4.15 4.85a.5.5 0 0 1-.06-.63l.06-.07z",add:"M10 2.5c.28 0 .5.22.5.5v6.5H17a.5.5 0 0 1 0 1h-6.5V17a.5.5 0 0 1-1 0v-6.5H3a.5.5 0 0 1 0-1h6.5V3c0-.28.22-.5.5-.5",delete:"M8.5 4h3a1.5 1.5 0 0 0-3 0m-1 0a2.5 2.5 0 0 1 5 0h5a.5.5 0 0 1 0 1h-1.05l-1.2 10.34A3 3 0 0 1 12.27 18H7.73a3 3 0 0 1-2.98-2.66L3.55 5H2.5a.5.5 0 0 1 0-1zM5.74 15.23A2 2 0 0 0 7.73 17h4.54a2 2 0 0 0 1.99-1.77L15.44 5H4.56zM8.5 7.5c.28 0 .5.22.5.5v6a.5.5 0 0 1-1 0V8c0-.28.22-.5.5-.5M12 8a.5.5 0 0 0-1 0v6a.5.5 0 0 0 1 0z",arrowClockwise:"M4 10a6 6 0 0 1 10.47-4H12.5a.5.5 0 0 0 0 1h3a.5.5 0 0 0 .5-.5v-3a.5.5 0 0 0-1 0v1.6a7 7 0 1 0 1.98 4.36.5.5 0 1 0-1 .08L16 10a6 6 0 0 1-12 0",search:"M13.73 14.44a6.5 6.5 0 1 1 .7-.7l3.42 3.4a.5.5 0 0 1-.63.77l-.07-.06zm-.71-.71A5.5 5.5 0 0 0 15 9.5a5.5 5.5 0 1 0-1.98 4.23",pause:"M5 2a2 2 0 0 0-2 2v12c0 1.1.9 2 2 2h2a2 2 0 0 0 2-2V4a2 2 0 0 0-2-2zM4 4a1 1 0 0 1 1-1h2a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1zm9-2a2 2 0 0 0-2 2v12c0 1.1.9 2 2 2h2a2 2 0 0 0 2-2V4a2 2 0 0 0-2-2zm-1 2a1 1 0 0 1 1-1h2a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1h-2a1 1 0 0 1-1-1z",play:"M17.22 8.69a1.5 1.5 0 0 1 0 2.62l-10 5.5A1.5 1.5 0 0 1 5 15.5v-11A1.5 1.5 0 0 1 7.22 3.2zm-.48 1.75a.5.5 0 0 0 0-.88l-10-5.5A.5.5 0 0 0 6 4.5v11c0 .38.4.62.74.44z",open:"M6 4a2 2 0 0 0-2 2v8c0 1.1.9 2 2 2h8a2 2 0 0 0 2-2v-2.5a.5.5 0 0 1 1 0V14a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3h2.5a.5.5 0 0 1 0 1zm5-.5c0-.28.22-.5.5-.5h5c.28 0 .5.22.5.5v5a.5.5 0 0 1-1 0V4.7l-4.15 4.15a.5.5 0 0 1-.7-.7L15.29 4H11.5a.5.5 0 0 1-.5-.5",weatherMoon:"M15.5 13.5A6.98 6.98 0 0 1 4 14.39c2.83-1.09 4.56-2.42 5.6-4.4 1.04-2 1.33-4.16.75-6.9q1.36.17 2.58.87a7 7 0 0 1 2.55 9.54M5.45 16.92A7.98 7.98 0 1 0 9.88 2.04a.6.6 0 0 0-.61.73c.69 2.82.43 4.88-.55 6.76-.94 1.78-2.55 3.03-5.55 4.1a.6.6 0 0 0-.3.9 8 8 0 0 0 2.59 2.39",weatherSunny:"M10 2c.28 0 .5.22.5.5v1a.5.5 0 0 1-1 0v-1c0-.28.22-.5.5-.5m0 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8m0-1a3 3 0 1 1 0-6 3 3 0 0 1 0 6m7.5-2.5a.5.5 0 0 0 0-1h-1a.5.5 0 0 0 0 1zM10 16c.28 0 .5.22.5.5v1a.5.5 0 0 1-1 0v-1c0-.28.22-.5.5-.5m-6.5-5.5a.5.5 0 0 0 0-1H2.46a.5.5 0 0 0 0 1zm.65-6.35c.2-.2.5-.2.7 0l1 1a.5.5 0 1 1-.7.7l-1-1a.5.5 0 0 1 0-.7m.7 11.7a.5.5 0 0 1-.7-.7l1-1a.5.5 0 0 1 .7.7zm11-11.7a.5.5 0 0 0-.7 0l-1 1a.5.5 0 0 0 .7.7l1-1a.5.5 0 0 0 0-.7m-.7 11.7a.5.5 0 0 0 .7-.7l-1-1a.5.5 0 0 0-.7.7z",signOut:"M8.5 11.25a.75.75 0 1 0 0-1.5.75.75 0 0 0 0 1.5M11 3.5a.5.5 0 0 0-.58-.5l-7 1.08a.5.5 0 0 0-.42.49v10.86c0 .25.18.46.42.5l7 1.07a.5.5 0 0 0 .58-.5V10h5.17l-1 .87a.5.5 0 0 0 .66.76l2-1.75a.5.5 0 0 0 0-.76l-2-1.75a.5.5 0 1 0-.65.76l1 .87H11zm-1 .58v11.84L4 15V5zM12.5 16H12v-5h1v4.5a.5.5 0 0 1-.5.5M12 8V4h.5c.28 0 .5.22.5.5V8z",personSwap:"M9 2a4 4 0 1 0 0 8 4 4 0 0 0 0-8M6 6a3 3 0 1 1 6 0 3 3 0 0 1-6 0m-2 5a2 2 0 0 0-2 2c0 1.7.83 2.97 2.13 3.8A9 9 0 0 0 9 18q.43 0 .85-.03L8.88 17a8 8 0 0 1-4.2-1.05A3.4 3.4 0 0 1 3 13a1 1 0 0 1 1-1h10a1 1 0 0 1 .67.25q.5-.33 1.07-.23A2 2 0 0 0 14 11zm7.85 6.85a.5.5 0 0 1-.7 0l-2-2a.5.5 0 0 1 0-.7l2-2a.5.5 0 0 1 .7.7L10.71 15h5.58l-1.14-1.15a.5.5 0 0 1 .7-.7l2 2c.2.2.2.5 0 .7l-2 2a.5.5 0 0 1-.7-.7L16.29 16h-5.58l1.14 1.15c.2.2.2.5 0 .7",chevronRight:"M7.65 4.15c.2-.2.5-.2.7 0l5.49 5.46c.21.22.21.57 0 .78l-5.49 5.47a.5.5 0 0 1-.7-.71L12.8 10 7.65 4.85a.5.5 0 0 1 0-.7",navigation:"M2 4.5c0-.28.22-.5.5-.5h15a.5.5 0 0 1 0 1h-15a.5.5 0 0 1-.5-.5m0 5c0-.28.22-.5.5-.5h15a.5.5 0 0 1 0 1h-15a.5.5 0 0 1-.5-.5m.5 4.5a.5.5 0 0 0 0 1h15a.5.5 0 0 0 0-1z",warning:"M7.37 3.56a3 3 0 0 1 5.26 0l5.5 10A3 3 0 0 1 15.5 18h-11a3 3 0 0 1-2.63-4.44zm4.38.48a2 2 0 0 0-3.5 0l-5.5 10A2 2 0 0 0 4.5 17h11a2 2 0 0 0 1.75-2.96zM10 12.75a.75.75 0 1 1 0 1.5.75.75 0 0 1 0-1.5m0-6.25c.28 0 .5.22.5.5v4a.5.5 0 0 1-1 0V7c0-.28.22-.5.5-.5",prohibited:"M18 10a8 8 0 1 1-16 0 8 8 0 0 1 16 0m-1 0c0-1.75-.64-3.36-1.7-4.58l-9.88 9.87A7 7 0 0 0 17 10M4.7 14.58l9.88-9.87a7 7 0 0 0-9.87 9.87",info:"M10.5 8.91a.5.5 0 0 0-1 .09v4.6a.5.5 0 0 0 1-.1V8.91m.3-2.16a.75.75 0 1 0-1.5 0 .75.75 0 0 0 1.5 0M18 10a8 8 0 1 0-16 0 8 8 0 0 0 16 0M3 10a7 7 0 1 1 14 0 7 7 0 0 1-14 0",cube:"M5.7 6.04a.5.5 0 1 0-.4.92l4.2 1.86v4.68a.5.5 0 0 0 1 0V8.82l4.2-1.86a.5.5 0 1 0-.4-.92L10 7.95zm5.6-3.56a3.5 3.5 0 0 0-2.6 0l-5.76 2.3A1.5 1.5 0 0 0 2 6.18v7.64c0 .62.37 1.17.94 1.4l5.76 2.3a3.5 3.5 0 0 0 2.6 0l5.76-2.3c.57-.23.94-.78.94-1.4V6.18a1.5 1.5 0 0 0-.94-1.4zm-2.23.93a2.5 2.5 0 0 1 1.86 0l5.76 2.3a.5.5 0 0 1 .31.47v7.64a.5.5 0 0 1-.31.47l-5.76 2.3a2.5 2.5 0 0 1-1.86 0l-5.76-2.3a.5.5 0 0 1-.31-.47V6.18c0-.2.12-.4.31-.47z",send:"M2.18 2.11a.5.5 0 0 1 .54-.06l15 7.5a.5.5 0 0 1 0 .9l-15 7.5a.5.5 0 0 1-.7-.58L3.98 10 2.02 2.63a.5.5 0 0 1 .16-.52m2.7 8.39-1.61 6.06L16.38 10 3.27 3.44 4.88 9.5h6.62a.5.5 0 1 1 0 1z",stop:"M15.5 4c.28 0 .5.22.5.5v11a.5.5 0 0 1-.5.5h-11a.5.5 0 0 1-.5-.5v-11c0-.28.22-.5.5-.5zm-11-1C3.67 3 3 3.67 3 4.5v11c0 .83.67 1.5 1.5 1.5h11c.83 0 1.5-.67 1.5-1.5v-11c0-.83-.67-1.5-1.5-1.5z",boxMultiple:"M13.58 2.38a3 3 0 0 0-2.16 0L7.96 3.71A1.5 1.5 0 0 0 7 5.11v1.1a4 4 0 0 1 1 0v-1.1c0-.2.13-.4.32-.47l3.46-1.33a2 2 0 0 1 1.44 0l3.46 1.33q.31.14.32.47v7.78c0 .2-.13.4-.32.47L14 14.39v.5q0 .3-.07.6l3.1-1.2c.59-.22.97-.78.97-1.4V5.11a1.5 1.5 0 0 0-.96-1.4zm2.51 2.92a.5.5 0 0 0-.64-.3l-2.77 1.07a.5.5 0 0 1-.36 0L9.55 5.01a.5.5 0 1 0-.35.93l2.76 1.07q.54.2 1.08 0l2.76-1.07a.5.5 0 0 0 .3-.64m-5 5a.5.5 0 0 0-.64-.3L7.5 11.15l-2.95-1.13a.5.5 0 0 0-.35.93L7 12.02v2.49a.5.5 0 1 0 1 0v-2.49l2.8-1.08a.5.5 0 0 0 .3-.64M8.58 7.38a3 3 0 0 0-2.16 0L2.96 8.71a1.5 1.5 0 0 0-.96 1.4v4.78c0 .62.38 1.18.96 1.4l3.46 1.33a3 3 0 0 0 2.16 0l3.46-1.33c.58-.22.96-.78.96-1.4v-4.78a1.5 1.5 0 0 0-.96-1.4zm-1.8.93a2 2 0 0 1 1.44 0l3.46 1.33q.31.14.32.47v4.78c0 .2-.13.4-.32.47l-3.46 1.33a2 2 0 0 1-1.44 0l-3.46-1.33a.5.5 0 0 1-.32-.47v-4.78c0-.2.13-.4.32-.47z",cloud:"M10 4c2.82 0 4.41 1.92 4.65 4.25h.07A3.33 3.33 0 0 1 18 11.62 3.33 3.33 0 0 1 14.72 15H5.28A3.33 3.33 0 0 1 2 11.62c0-1.8 1.37-3.27 3.1-3.37h.25C5.6 5.9 7.18 4 10 4m0 1C7.89 5 6.55 6.32 6.35 8.35a1 1 0 0 1-1 .9h-.07A2.33 2.33 0 0 0 3 11.62 2.33 2.33 0 0 0 5.28 14h9.44A2.33 2.33 0 0 0 17 11.62a2.33 2.33 0 0 0-2.28-2.37h-.07a1 1 0 0 1-1-.9C13.45 6.32 12.11 5 10 5",lockClosed:"M10 1a4 4 0 0 1 4 4v2.05a2.5 2.5 0 0 1 2 2.45v6a2.5 2.5 0 0 1-2.5 2.5h-7A2.5 2.5 0 0 1 4 15.5v-6c0-1.2.86-2.22 2-2.45V5a4 4 0 0 1 4-4M6.5 8C5.67 8 5 8.67 5 9.5v6c0 .83.67 1.5 1.5 1.5h7c.83 0 1.5-.67 1.5-1.5v-6c0-.83-.67-1.5-1.5-1.5zm3.5 3.5a1 1 0 1 1 0 2 1 1 0 0 1 0-2M10 2a3 3 0 0 0-3 3v2h6V5a3 3 0 0 0-3-3",personKey:"M10 2a4 4 0 1 0 0 8 4 4 0 0 0 0-8M7 6a3 3 0 1 1 6 0 3 3 0 0 1-6 0m-2 5a2 2 0 0 0-2 2c0 1.7.83 2.97 2.13 3.8A8.5 8.5 0 0 0 9 17.96v-1a7.4 7.4 0 0 1-3.33-1A3.4 3.4 0 0 1 4 13a1 1 0 0 1 1-1h7.11a4 4 0 0 1 .42-1zm5.15 7.85q.15.15.35.15h2q.16 0 .27-.07.1-.06.15-.17l.06-.24.02-.25V18l.56-.02a.5.5 0 0 0 .3-.12q.1-.1.12-.3L14 17h.5q.16 0 .27-.07a1 1 0 0 0 .15-.17 1 1 0 0 0 .07-.24 2 2 0 0 0 .01-.5v-.2q.26.1.52.14.27.04.54.04a2.9 2.9 0 0 0 2.08-.9A3 3 0 0 0 19 13a3 3 0 0 0-.87-2.12 3 3 0 0 0-5.04 2.83l-2.94 2.94q-.15.14-.15.35v1.5q0 .2.15.35m7.13-7.13q.22.21.22.53 0 .31-.22.53a.7.7 0 0 1-.53.22.7.7 0 0 1-.53-.22.7.7 0 0 1-.22-.53q0-.31.22-.53a.7.7 0 0 1 .53-.22q.31 0 .53.22",people:"M4.5 6.75a2.25 2.25 0 1 1 4.5 0 2.25 2.25 0 0 1-4.5 0M6.75 3.5a3.25 3.25 0 1 0 0 6.5 3.25 3.25 0 0 0 0-6.5m5.69 11.65q.79.33 2.06.35c1.88 0 2.92-.67 3.47-1.43a3 3 0 0 0 .53-1.5v-.07c0-.83-.67-1.5-1.5-1.5h-4.63q.36.44.53 1H17c.28 0 .5.22.5.5v.1l-.04.22q-.05.29-.3.66c-.33.46-1.04 1.02-2.66 1.02q-1.08-.01-1.69-.28-.12.43-.37.93M1.5 13c0-1.1.9-2 2-2H10a2 2 0 0 1 2 2v.08l-.01.18q-.01.17-.08.45c-.08.37-.25.86-.6 1.36-.7 1.01-2.05 1.93-4.56 1.93s-3.87-.92-4.57-1.93a4 4 0 0 1-.68-1.99V13m1 .06v.1l.06.33c.07.27.2.64.45 1C3.49 15.2 4.5 16 6.75 16s3.26-.8 3.74-1.5a3 3 0 0 0 .5-1.42l.01-.02V13a1 1 0 0 0-1-1H3.5a1 1 0 0 0-1 1zM13 7.5a1.5 1.5 0 1 1 3 0 1.5 1.5 0 0 1-3 0M14.5 5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5",settings:"M1.91 7.38A8.5 8.5 0 0 1 3.7 4.3a.5.5 0 0 1 .54-.13l1.92.68a1 1 0 0 0 1.32-.76l.36-2a.5.5 0 0 1 .4-.4 9 9 0 0 1 3.55 0q.32.08.38.4l.37 2a1 1 0 0 0 1.32.76l1.92-.68a.5.5 0 0 1 .54.13 8.5 8.5 0 0 1 1.78 3.08q.08.31-.15.54l-1.56 1.32a1 1 0 0 0 0 1.52l1.56 1.32a.5.5 0 0 1 .15.54 8.5 8.5 0 0 1-1.78 3.08.5.5 0 0 1-.54.13l-1.92-.68a1 1 0 0 0-1.32.76l-.37 2a.5.5 0 0 1-.38.4 8.5 8.5 0 0 1-3.56 0 .5.5 0 0 1-.39-.4l-.36-2a1 1 0 0 0-1.32-.76l-1.92.68a.5.5 0 0 1-.54-.13 8.5 8.5 0 0 1-1.78-3.08.5.5 0 0 1 .15-.54l1.56-1.32a1 1 0 0 0 0-1.52L2.06 7.92a.5.5 0 0 1-.15-.54m1.06 0 1.3 1.1a2 2 0 0 1 0 3.04l-1.3 1.1q.45 1.19 1.25 2.16l1.6-.58a2 2 0 0 1 2.63 1.53l.3 1.67a8 8 0 0 0 2.5 0l.3-1.67a2 2 0 0 1 2.64-1.53l1.6.58a8 8 0 0 0 1.24-2.16l-1.3-1.1a2 2 0 0 1 0-3.04l1.3-1.1a8 8 0 0 0-1.25-2.16l-1.6.58a2 2 0 0 1-2.63-1.53l-.3-1.67a8 8 0 0 0-2.5 0l-.3 1.67A2 2 0 0 1 5.81 5.8l-1.6-.58a8 8 0 0 0-1.24 2.16M7.5 10a2.5 2.5 0 1 1 5 0 2.5 2.5 0 0 1-5 0m1 0a1.5 1.5 0 1 0 3 0 1.5 1.5 0 0 0-3 0",chevronDown:"M15.85 7.65c.2.2.2.5 0 .7l-5.46 5.49a.55.55 0 0 1-.78 0L4.15 8.35a.5.5 0 1 1 .7-.7L10 12.8l5.15-5.16c.2-.2.5-.2.7 0",history:"M10 4a6 6 0 1 1-5.98 5.54.5.5 0 1 0-1-.08L3 10a7 7 0 1 0 2-4.9V3.5a.5.5 0 0 0-1 0v3c0 .28.22.5.5.5h3a.5.5 0 0 0 0-1H5.53c1.1-1.23 2.7-2 4.47-2m0 2.5a.5.5 0 0 0-1 0v4c0 .28.22.5.5.5h3a.5.5 0 0 0 0-1H10z",documentText:"M6.5 10a.5.5 0 0 0 0 1h7a.5.5 0 0 0 0-1zm0 2a.5.5 0 0 0 0 1h7a.5.5 0 0 0 0-1zm0 2a.5.5 0 0 0 0 1h7a.5.5 0 0 0 0-1zM4 4c0-1.1.9-2 2-2h4.59q.62.01 1.06.44l3.91 3.91c.28.28.44.67.44 1.06V16a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zm2-1a1 1 0 0 0-1 1v12a1 1 0 0 0 1 1h8a1 1 0 0 0 1-1V8h-3.5A1.5 1.5 0 0 1 10 6.5V3zm5.5 4h3.3L11 3.2v3.3c0 .28.22.5.5.5",eye:"M3.26 11.6A7 7 0 0 1 10 6c3.2 0 6.06 2.33 6.74 5.6a.5.5 0 0 0 .98-.2A8 8 0 0 0 10 5a8 8 0 0 0-7.72 6.4.5.5 0 0 0 .98.2M10 8a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7m-2.5 3.5a2.5 2.5 0 1 1 5 0 2.5 2.5 0 0 1-5 0",eyeOff:"M2.85 2.15a.5.5 0 1 0-.7.7l3.5 3.5a8 8 0 0 0-3.37 5.05.5.5 0 1 0 .98.2 7 7 0 0 1 3.1-4.53l1.6 1.59a3.5 3.5 0 1 0 4.88 4.89l4.3 4.3a.5.5 0 0 0 .71-.7zm9.27 10.68a2.5 2.5 0 1 1-3.45-3.45zm-2-4.83 3.38 3.38A3.5 3.5 0 0 0 10.12 8M10 6q-.86 0-1.67.21l-.8-.8A8 8 0 0 1 10 5c3.7 0 6.94 2.67 7.72 6.4a.5.5 0 0 1-.98.2A7 7 0 0 0 10 6",codeBlock:"M6 3a3 3 0 0 0-3 3v8a3 3 0 0 0 3 3h8a3 3 0 0 0 3-3V6a3 3 0 0 0-3-3zM4 6c0-1.1.9-2 2-2h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zm4.85 1.85a.5.5 0 1 0-.7-.7l-2.5 2.5a.5.5 0 0 0 0 .7l2.5 2.5a.5.5 0 0 0 .7-.7L6.71 10zm3-.7a.5.5 0 0 0-.7.7L13.29 10l-2.14 2.15a.5.5 0 0 0 .7.7l2.5-2.5a.5.5 0 0 0 0-.7z",braces:"M6.5 3A2.5 2.5 0 0 0 4 5.5v2.88c0 .5-.28.95-.72 1.17a.5.5 0 0 0 0 .9c.44.22.72.68.72 1.17v2.88A2.5 2.5 0 0 0 6.5 17a.5.5 0 0 0 0-1A1.5 1.5 0 0 1 5 14.5v-2.88c0-.62-.24-1.2-.66-1.62.42-.42.66-1 .66-1.62V5.5C5 4.67 5.67 4 6.5 4a.5.5 0 0 0 0-1m7 0A2.5 2.5 0 0 1 16 5.5v2.88c0 .5.28.95.72 1.17a.5.5 0 0 1 0 .9 1.3 1.3 0 0 0-.72 1.17v2.88a2.5 2.5 0 0 1-2.5 2.5.5.5 0 0 1 0-1c.83 0 1.5-.67 1.5-1.5v-2.88c0-.62.24-1.2.66-1.62A2.3 2.3 0 0 1 15 8.38V5.5c0-.83-.67-1.5-1.5-1.5a.5.5 0 0 1 0-1"};var vu=/[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb]|[\u{e0000}-\u{e0fff}]/gu,bu=/(?<=\p{Extended_Pictographic}[\u{1f3fb}-\u{1f3ff}\ufe0f]?)\u200d(?=\p{Extended_Pictographic})/gu;function ht(r,t=200){let e=String(r??""),o=e.length>t?e.slice(0,t).replace(/[\ud800-\udbff]$/,"")+"\u2026":e,n=new Set([...o.matchAll(bu)].map(a=>a.index));return o.replace(vu,(a,s)=>n.has(s)?a:`\u27E8U+${a.codePointAt(0).toString(16).toUpperCase().padStart(4,"0")}\u27E9`)}var yu=new Intl.DateTimeFormat(void 0,{dateStyle:"medium",timeStyle:"medium"}),ac=new Intl.RelativeTimeFormat(void 0,{numeric:"auto",style:"short"}),Ut=r=>yu.format(new Date(r));function sc(r){let t=Math.round((new Date(r).getTime()-Date.now())/1e3);for(let[e,o]of[["day",86400],["hour",3600],["minute",60]])if(Math.abs(t)>=o)return ac.format(Math.round(t/o),e);return ac.format(Math.min(t,0),"second")}var Qe=(r,t,e=t+"s")=>`${r.toLocaleString()} ${r===1?t:e}`,V=(r,t)=>r.toLowerCase()===t.toLowerCase(),gt=r=>/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(r.trim());var k=r=>i`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">${Hl`<path d=${nc[r]}></path>`}</svg>`,Ze=(r="Loading")=>i`<p class="loading" role="status"><fluent-spinner size="tiny" aria-hidden="true"></fluent-spinner>${r} …</p>`,m=(r,t)=>i`<bdi class="name" title=${String(r??"").length>(t??200)?ht(r,1e3):h}>${ht(r,t)}</bdi>`,X=r=>i`<code>${ht(r,400)}</code>`,de=r=>r&&!r.startsWith("0001")?i`<time datetime=${r} title=${Ut(r)}>${sc(r)}</time>`:i`<span class="soft">not known</span>`,x=(r,t="plain")=>i`<span class="badge ${t}">${r}</span>`,_=(r,t,e)=>i`<div class="note ${r}" role=${r==="bad"?"alert":"note"}>
    ${k(r==="good"?"checkmark":r==="bad"?"prohibited":r==="warning"?"warning":"info")}
    <div>${e?i`<strong>${e}</strong>`:h}<div>${t}</div></div>
  </div>`;function C(r,t){let e=t?i`<p><fluent-button size="small" @click=${t}>Try again</fluent-button></p>`:h;return r instanceof ye?_("bad",i`<p class="message">${ht(r.message,2e3)}</p>
        ${r.decision?i`<p><a href=${v("/why/"+r.decision)}>Why was this refused?</a> <span class="soft">or type</span> <code>keyless explain ${r.decision}</code></p>`:h}
        ${r.requestId?i`<p class="soft">Request id <code>${r.requestId}</code></p>`:h}
        ${e}`,r.status?`${r.status} ${r.code}`:"No answer"):r instanceof Ne?_("bad",i`<p class="message">${ht(r.message,2e3)}</p>${e}`,r.number?`AADSTS${r.number}`:r.code):_("bad",i`<p class="message">${ht(r instanceof Error?r.message:r,2e3)}</p>${e}`)}var F=(r,t)=>i`<div class="empty"><p class="empty-title">${r}</p><div>${t}</div></div>`,K=(r,t,e)=>i`<div class="table" role="group" aria-label=${r} tabindex="0">
    <table>
      <thead><tr>${t.map(o=>i`<th scope="col" class=${o.wide?"wide":h}>${o.hideHead?i`<span class="unseen">${o.head}</span>`:o.head}</th>`)}</tr></thead>
      <tbody>${e.map(o=>i`<tr>${t.map(n=>i`<td class=${n.wide?"wide":h}>${n.cell(o)}</td>`)}</tr>`)}</tbody>
    </table>
  </div>`,Eo=r=>i`<dl class="facts">${r.filter(([,t])=>t!==void 0&&t!=="").map(([t,e])=>i`<div><dt>${t}</dt><dd>${e}</dd></div>`)}</dl>`;async function ta(r){await navigator.clipboard.writeText(r),ee("Copied")}var ee=(r,t)=>{dispatchEvent(new CustomEvent("keyless-toast",{detail:t?{text:r,undo:t}:{text:r}}))},U=(r,t)=>i`<div class="code">
    <pre tabindex="0" role="group" aria-label=${t}><code>${r}</code></pre>
    <fluent-button size="small" appearance="subtle" class="copy" title="Copy" @click=${()=>ta(r)}>${k("copy")} Copy</fluent-button>
  </div>`,ra=new Map;function G(r){let t=r.split("/").filter(Boolean);if(t.length===0)return{name:"Root",kind:"root"};let e=t.at(-1);return t.length===2&&t[0].toLowerCase()==="subscriptions"?{name:ra.get(e.toLowerCase())??e,kind:"subscription"}:t.length===4&&t[2].toLowerCase()==="resourcegroups"?{name:e,kind:"resource group"}:t.at(-2).toLowerCase()==="managementgroups"?{name:e,kind:"management group"}:{name:e,kind:{accounts:"resource",projects:"project",deployments:"deployment"}[t.at(-2).toLowerCase()]??"resource"}}var S=class extends Ye{createRenderRoot(){return this}},B=class{constructor(t){this.host=t;this.busy=!1;this.turn=0;this.reload=()=>{this.again&&this.run(this.again,!0)};t.addController(this)}hostDisconnected(){this.turn++}async run(t,e=!1){let o=++this.turn;this.again=t,this.busy=!0,e||(this.value=void 0),this.host.requestUpdate();try{let n=await t();if(o!==this.turn)return;this.value=n,this.error=void 0}catch(n){if(o!==this.turn)return;this.error=n}this.busy=!1,this.host.requestUpdate()}show(t,e="Loading"){return this.error!==void 0?C(this.error,this.reload):this.value===void 0?Ze(e):t(this.value)}};function Mo(r,t=r["@odata.type"]??""){let e=r.displayName||r.userPrincipalName||r.id;if(t.endsWith(".group"))return{id:r.id,name:e,detail:r.description??"",type:"Group",kind:"group"};if(t.endsWith(".servicePrincipal")){let o=r.servicePrincipalType==="ManagedIdentity"?"managed identity":"service principal";return{id:r.id,name:e,detail:r.appId?"client id "+r.appId:"",type:"ServicePrincipal",kind:o}}return{id:r.id,name:e,detail:r.userPrincipalName??"",type:"User",kind:"user"}}async function Te(r){let t=new Map,e=[...new Set(r)].filter(gt);for(let o=0;o<e.length;o+=1e3){let n=await Nr("/v1.0/directoryObjects/getByIds",{method:"POST",body:{ids:e.slice(o,o+1e3)}});for(let a of n.value)t.set(a.id,Mo(a))}return t}async function ic(r,t){let e=r.trim();if(gt(e))return[...(await Te([e])).values()];let o=l=>`startswith(${l},'${e.replaceAll("'","''")}')`,n=(l,u,d)=>`/v1.0/${l}?$top=8&$select=${d}${e?"&$filter="+encodeURIComponent(u):""}`,[a,s,c]=await Promise.all([Nr(n("users",`${o("displayName")} or ${o("userPrincipalName")}`,"id,displayName,userPrincipalName"),t),Nr(n("groups",o("displayName"),"id,displayName,description"),t),Nr(n("servicePrincipals",o("displayName"),"id,displayName,appId,servicePrincipalType"),t)]);return[...a.value.map(l=>Mo(l,".user")),...s.value.map(l=>Mo(l,".group")),...c.value.map(l=>Mo(l,".servicePrincipal"))]}function lc(r,t){let e=r.toLowerCase().split("*").map(o=>o.replace(/[.*+?^${}()|[\]\\]/g,"\\$&"));return new RegExp("^"+e.join(".*")+"$").test(t.toLowerCase())}var ku=(r,t,e)=>r.some(o=>{let[n,a]=e?[o.dataActions,o.notDataActions]:[o.actions,o.notActions];return n.some(s=>lc(s,t))&&!a.some(s=>lc(s,t))}),Wt=(r,t,e=!1)=>ku(r.properties.permissions,t,e),Su=r=>({models:Wt(r,oe.models,!0),openai:Wt(r,oe.openai,!0),anthropic:Wt(r,oe.anthropic,!0)});function et(r){let t=Su(r),e=r.properties.roleName;return t.models&&t.openai?{tone:"good",text:"Lets its holder call models on every route."}:t.models?{tone:"good",text:"Lets its holder call models on /models, not on /openai."}:t.openai?{tone:"warning",text:"Lets its holder call /openai only. Calls of /models are refused: for these take Cognitive Services User."}:V(e,"Owner")||V(e,"Contributor")?{tone:"warning",text:`${e} administers the resource and does not let anybody call its models: it has no data actions. For calls take Cognitive Services User.`}:{tone:"bad",text:"Does not let its holder call chat models."}}var ke=r=>k(r.type==="Group"?"people":r.type==="User"?"person":"cube"),oa=class extends S{constructor(){super(...arguments);this.busy=!1;this.clock=0;this.type=e=>{let o=e.target.value;clearTimeout(this.clock),this.clock=window.setTimeout(()=>{this.ask(o)},200)};this.close=e=>{(e instanceof KeyboardEvent?e.key==="Escape":!this.contains(e.relatedTarget))&&(this.found=void 0)}}static{this.properties={label:{},name:{},found:{state:!0},error:{state:!0},busy:{state:!0}}}async ask(e){this.asked?.abort(),this.asked=new AbortController;let{signal:o}=this.asked;this.busy=!0;try{let n=await ic(e,{signal:o});if(o.aborted)return;this.found=n,this.error=void 0}catch(n){if(o.aborted)return;this.error=n}this.busy=!1}pick(e){clearTimeout(this.clock),this.asked?.abort(),this.busy=!1,this.found=void 0,this.querySelector("input").value="",this.dispatchEvent(new CustomEvent("pick",{detail:e}))}render(){return i`<div class="field find" @focusout=${this.close} @keydown=${this.close}>
      <label for=${this.name}>${this.label}</label>
      <input id=${this.name} type="text" autocomplete="off" spellcheck="false" placeholder="Name or object id" maxlength="200" @input=${this.type} @focus=${()=>this.found??this.ask("")} />
      ${this.error?C(this.error):h}
      ${this.busy&&!this.found?Ze("Searching"):h}
      ${this.found?this.found.length?i`<ul class="found" aria-label="Found">${this.found.map(e=>i`<li><button type="button" @click=${()=>this.pick(e)}>${ke(e)}<span>${m(e.name,80)}<span class="soft">${e.kind}${e.detail?", ":""}${m(e.detail,80)}</span></span></button></li>`)}</ul>`:i`<p class="hint" role="status">Nobody is called that. An object id works too.</p>`:h}
    </div>`}};customElements.define("kl-find",oa);var na="Microsoft.Authorization/roleAssignments/write",xu=["Role","Members","Review"],aa=class extends S{constructor(){super(...arguments);this.step=0;this.members=[];this.filter="";this.pasted="";this.description="";this.condition="";this.found=new B(this);this.asked="";this.stopped=!1;this.ask=async()=>{if(!(await q(this.scope,na))[na])return{roles:[],allowed:!1};let o=await Vt(this.scope),n=c=>V(c.properties.roleName,"Cognitive Services User")?0:c.properties.type==="CustomRole"?1:et(c).tone==="good"?2:et(c).tone==="warning"?3:4;o.sort((c,l)=>n(c)-n(l)||c.properties.roleName.localeCompare(l.properties.roleName));let a=this.route.query.get("role");a&&(this.chosen=o.find(c=>V(c.properties.roleName,a)||V(c.name,a)));let s=this.route.query.get("member");return s&&(this.members=[...(await Te([s])).values()]),this.chosen&&(this.step=this.members.length?2:1),{roles:o,allowed:!0}};this.paste=async()=>{let e=this.pasted.split(/[\s,;]+/).filter(gt),o=await Te(e).catch(()=>new Map);this.add(e.map(n=>o.get(n)??{id:n,name:n,detail:"",type:"User",kind:"not in this directory"})),this.pasted=""};this.assign=async()=>{this.outcomes=this.members.map(e=>({who:e,state:"assigning"})),await Promise.all(this.outcomes.map(e=>this.assignOne(e)))}}static{this.properties={scope:{},route:{attribute:!1},step:{state:!0},chosen:{state:!0},members:{state:!0},filter:{state:!0},outcomes:{state:!0},pasted:{state:!0}}}disconnectedCallback(){super.disconnectedCallback(),this.stopped=!0}willUpdate(e){!e.has("scope")||this.scope===this.asked||(this.asked=this.scope,this.found.run(this.ask))}render(){return this.found.show(({roles:e,allowed:o})=>o?this.outcomes?this.done(this.outcomes):i`<ol class="steps" aria-label="Steps">${xu.map((n,a)=>i`<li aria-current=${a===this.step?"step":h}><button type="button" ?disabled=${a>this.reached} @click=${()=>this.step=a}><span class="number">${a+1}</span> ${n}</button></li>`)}</ol>
        <div class="card">${this.step===0?this.chooseRole(e):this.step===1?this.chooseMembers():this.review()}</div>`:F("You may not assign roles here",i`<p>This takes <code>${na}</code>, which Owner, User Access Administrator and Role Based Access Control Administrator have. Ask somebody who has one of them, or type:</p>
          ${U(`az role assignment create --role "Cognitive Services User" --assignee-object-id ${Z().id} --assignee-principal-type User --scope ${this.scope}`,"Command that assigns the role")}`))}get reached(){return this.chosen?this.members.length?2:1:0}chooseRole(e){let o=this.filter.toLowerCase(),n=e.filter(a=>!o||(a.properties.roleName+" "+a.properties.description).toLowerCase().includes(o));return i`<h2>Which role?</h2>
      <div class="field"><label for="role-filter">Search</label>
        <input id="role-filter" type="search" .value=${this.filter} placeholder="Name or description" @input=${a=>this.filter=a.target.value} /></div>
      <fieldset class="options"><legend class="unseen">Role</legend>${n.slice(0,100).map(a=>this.roleOption(a))}</fieldset>
      ${n.length===0?F("No role is called that",i`<p>Search for another word, or <a href=${v("/access"+this.scope,{tab:"roles",edit:"new"})}>make a custom role</a>.</p>`):h}
      <p class="row end"><fluent-button appearance="primary" id="next" ?disabled=${!this.chosen} @click=${()=>this.step=1}>Next</fluent-button></p>`}roleOption(e){let o=et(e),n=this.chosen?.id===e.id;return i`<div class="option ${n?"chosen":""}"><label><input type="radio" name="role" .checked=${n} @change=${()=>this.chosen=e} />
        <span><strong>${m(e.properties.roleName,80)}</strong> ${e.properties.type==="CustomRole"?x("custom","info"):h} ${x(o.tone==="good"?"calls models":o.tone==="warning"&&Wt(e,oe.openai,!0)?"calls /openai only":"calls no model",o.tone==="good"?"good":o.tone==="warning"?"warning":"plain")}
        ${e.properties.description?i`<span class="soft block">${m(e.properties.description,300)}</span>`:h}</span></label>
        ${n?i`${_(o.tone==="bad"?"warning":o.tone,i`<span id="verdict">${o.text}</span>`,"Does this let them call the model?")}${sa(e)}`:h}</div>`}chooseMembers(){return i`<h2>Who gets it?</h2>
      <kl-find label="User, group, service principal or managed identity" name="member" @pick=${e=>this.add([e.detail])}></kl-find>
      <details><summary>Paste object ids</summary><div class="field"><label for="paste">Object ids, one a line</label><textarea id="paste" rows="3" spellcheck="false" .value=${this.pasted} @input=${e=>this.pasted=e.target.value}></textarea></div>
        <p><fluent-button @click=${this.paste}>Add these</fluent-button></p></details>
      ${this.members.length?i`<ul class="members" aria-label="Members">${this.members.map(e=>i`<li>${ke(e)}<span>${m(e.name,80)} <span class="soft">${e.kind} ${m(e.detail,80)}</span></span><fluent-button size="small" appearance="subtle" role="button" aria-label="Leave out ${e.name.slice(0,60)}" @click=${()=>this.members=this.members.filter(o=>o!==e)}>${k("dismiss")}</fluent-button></li>`)}</ul>`:i`<p class="soft">Nobody yet. A group is better than many people: who joins it has the role, who leaves it does not.</p>`}
      <p class="row end"><fluent-button @click=${()=>this.step=0}>Back</fluent-button><fluent-button appearance="primary" id="next" ?disabled=${!this.members.length} @click=${()=>this.step=2}>Next</fluent-button></p>`}add(e){this.members=[...this.members,...e.filter(o=>!this.members.some(n=>n.id===o.id))].slice(0,100)}review(){let e=G(this.scope),o=et(this.chosen);return i`<h2>Review</h2>
      <p><strong>${m(this.chosen.properties.roleName)}</strong> at ${e.kind} <strong>${m(e.name,80)}</strong> and everything inside it, for</p>
      <ul class="members">${this.members.map(n=>i`<li>${ke(n)}<span>${m(n.name,80)} <span class="soft">${n.kind} ${m(n.detail,80)}</span></span></li>`)}</ul>
      ${o.tone==="good"?h:_("warning",i`<span id="verdict">${o.text}</span>`,"Does this let them call the model?")}
      <div class="field"><label for="why-assigned">Description, for those who ask later</label><input id="why-assigned" type="text" maxlength="1024" @input=${n=>this.description=n.target.value} /></div>
      <details><summary>Condition</summary><div class="field"><label for="condition">In Azure's language; what it excludes is not allowed</label><textarea id="condition" rows="3" spellcheck="false" @input=${n=>this.condition=n.target.value}></textarea></div></details>
      <details><summary>The same with az</summary>${U(this.members.map(n=>`az role assignment create --role "${this.chosen.properties.roleName}" --assignee-object-id ${n.id} --assignee-principal-type ${n.type} --scope ${this.scope}`).join(`
`),"The same with az")}</details>
      <p class="row end"><fluent-button @click=${()=>this.step=1}>Back</fluent-button><fluent-button appearance="primary" id="assign" @click=${this.assign}>Review + assign</fluent-button></p>`}async assignOne(e){let o=n=>{Object.assign(e,n),this.requestUpdate()};try{let n=e.who.kind.startsWith("not")?void 0:e.who.type;e.assignment=await jt(this.scope,{role:this.chosen.name,principal:e.who.id,...n&&{type:n},...this.description&&{description:this.description},...this.condition&&{condition:this.condition}}),o({state:"waiting"}),await this.waitFor(e,o)}catch(n){o(n instanceof ye&&n.code==="RoleAssignmentExists"?{state:"in force",error:n}:{state:"failed",error:n})}}async waitFor(e,o){let n=this.chosen.properties.permissions.find(c=>c.dataActions.length||c.actions.length),a=!!n?.dataActions.length,s=a?Wt(this.chosen,oe.models,!0)?oe.models:n.dataActions[0]:n?.actions[0];if(!s||s.includes("*")||this.condition)return o({state:"in force"});for(;!this.stopped;){let[c]=await Ve(this.scope,e.who.id,[{id:s,data:a}]);if(c.accessDecision==="Allowed")return o({state:"in force"});let l=c.explanation.near?.map(u=>/^not in force until (.*)$/.exec(u.whyNot??"")?.[1]).find(Boolean);if(!l)return o({state:"in force"});o({until:l}),await new Promise(u=>setTimeout(u,500))}}done(e){let o=e.every(n=>n.state==="in force");return i`<div class="card"><h2>${o?"Done":"Assigning"}</h2>
      <div role="status"><ul class="members">${e.map(n=>i`<li>${ke(n.who)}<span>${m(n.who.name,80)} <span class="soft">${m(this.chosen.properties.roleName)}</span></span>
          ${n.state==="in force"?x(n.error?"had it already":"in force","good"):n.state==="failed"?x("failed","bad"):n.state==="waiting"?i`${x(n.until?`in force at ${new Date(n.until).toLocaleTimeString()}`:"waiting until it is in force","info")}<fluent-spinner size="tiny" aria-hidden="true"></fluent-spinner>`:x("assigning","plain")}
          ${n.error&&n.state==="failed"?i`<div class="full">${C(n.error)}</div>`:h}</li>`)}</ul></div>
      <p class="row"><a class="button" href=${v("/access"+this.scope,{tab:"assignments"})}>Role assignments</a>
        ${e[0]?i`<a class="button" href=${v("/access"+this.scope,{tab:"check",who:e[0].who.id})}>Check access</a>`:h}
        <fluent-button @click=${()=>{this.outcomes=void 0,this.members=[],this.step=0,this.chosen=void 0}}>Assign another</fluent-button></p></div>`}};function sa(r){let t=(e,o)=>o.length?i`<h3>${e}</h3><ul class="actions">${o.map(n=>i`<li><code>${n}</code></li>`)}</ul>`:h;return i`<details class="permissions"><summary>Actions and data actions</summary>${r.properties.permissions.map(e=>i`${t("Actions",e.actions)}${t("Not actions",e.notActions)}${t("Data actions",e.dataActions)}${t("Not data actions",e.notDataActions)}`)}</details>`}customElements.define("kl-assign",aa);var cc="Microsoft.Authorization/roleAssignments/write",dc="Microsoft.Authorization/roleAssignments/delete",ia=500,la=class extends S{constructor(){super(...arguments);this.found=new B(this);this.asked="";this.ask=async()=>{let[e,o,n]=await Promise.all([Zl(this.scope),Vt(this.scope),q(this.scope,cc,dc)]),a=new Map(o.map(l=>[l.name.toLowerCase(),l.properties.roleName])),s=await Te(e.map(l=>l.properties.principalId)),c=e.map(l=>{let{principalId:u,principalType:d,roleDefinitionId:g,scope:f}=l.properties,y=g.split("/").at(-1),T=s.get(u);return{assignment:l,role:a.get(y.toLowerCase())??y,who:T??{id:u,name:u,detail:"",type:d,kind:d==="ServicePrincipal"?"service principal":d.toLowerCase()},known:!!T,inherited:!V(f.replace(/\/$/,""),this.scope)}});return c.sort((l,u)=>l.role.localeCompare(u.role)||l.who.name.localeCompare(u.who.name)),{rows:c,mayRemove:n[dc],mayAssign:n[cc]}}}static{this.properties={scope:{},route:{attribute:!1},error:{state:!0}}}willUpdate(e){e.has("scope")&&this.scope!==this.asked&&(this.asked=this.scope,this.found.run(this.ask))}async take(e){let{assignment:o}=e,n=o.properties;this.error=void 0;try{await Je(o.id,$.authorization),ee(`${e.role} was taken from ${e.who.name.slice(0,60)}`,async()=>{try{await jt(n.scope,{role:n.roleDefinitionId.split("/").at(-1),principal:n.principalId,type:n.principalType,name:o.name,...n.condition&&{condition:n.condition},...n.description&&{description:n.description}})}catch(a){this.error=a}this.found.reload()})}catch(a){this.error=a}this.found.reload()}render(){return i`${this.error?C(this.error):h}
      <div class="card">${this.found.show(e=>this.list(e),"Reading role assignments")}</div>`}list({rows:e,mayRemove:o,mayAssign:n}){let a=(this.route.query.get("filter")??"").toLowerCase(),s=this.route.query.get("where")??"",c=this.route.query.get("type")??"",l=e.filter(d=>(!a||[d.role,d.who.name,d.who.detail,d.who.id].some(g=>g.toLowerCase().includes(a)))&&(!s||s==="here"==!d.inherited)&&(!c||d.who.type===c)),u=new Map;for(let d of l.slice(0,ia))u.set(d.role,[...u.get(d.role)??[],d]);return i`
      <div class="row">
        <label for="filter" class="unseen">Filter</label>
        <input id="filter" class="grow" type="search" placeholder="Filter by name, role or id" .value=${a} @input=${d=>z({filter:d.target.value})} />
        <label for="where" class="unseen">Where</label>
        <select id="where" @change=${d=>z({where:d.target.value})}>
          ${[["","All scopes"],["here","This scope"],["above","Inherited"]].map(([d,g])=>i`<option value=${d} ?selected=${d===s}>${g}</option>`)}
        </select>
        <label for="type" class="unseen">Type</label>
        <select id="type" @change=${d=>z({type:d.target.value})}>
          ${[["","All types"],["User","Users"],["Group","Groups"],["ServicePrincipal","Service principals"]].map(([d,g])=>i`<option value=${d} ?selected=${d===c}>${g}</option>`)}
        </select>
        ${n?i`<a class="button primary" href=${v("/access"+this.scope,{tab:"add"})}>${k("add")} Add</a>`:h}
      </div>
      <p class="soft" role="status">${Qe(l.length,"role assignment")}${l.length>ia?`, the first ${ia} are shown: filter to find others`:""}</p>
      ${l.length===0?F(e.length?"None is like that":"No role is assigned here",e.length?i`<p>Change the filter.</p>`:i`<p>Nobody may do anything here until somebody assigns a role.</p>`):i`<div class="table" role="group" aria-label="Role assignments" tabindex="0"><table>
            <thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">Scope</th><th scope="col">Condition</th><th scope="col">Since</th><th scope="col"><span class="unseen">Actions</span></th></tr></thead>
            ${[...u].map(([d,g])=>i`<tbody><tr class="head-row"><th scope="rowgroup" colspan="6">${m(d,80)} <span class="soft light">${g.length}</span></th></tr>${g.map(f=>this.row(f,o))}</tbody>`)}
          </table></div>`}`}row(e,o){let n=e.assignment.properties,a=G(n.scope);return i`<tr>
      <td>${ke(e.who)} <a href=${v("/access"+this.scope,{tab:"check",who:e.who.id})}>${m(e.who.name,60)}</a>${e.known?h:i` ${x("not in the directory","warning")}`}<br /><span class="soft">${m(e.who.detail,60)}</span></td>
      <td>${e.who.kind}</td>
      <td>${e.inherited?i`<a href=${n.scope==="/"?v("/access"):v("/access"+n.scope,{tab:"assignments"})}>${a.kind==="root"?"Root":m(a.name,40)}</a> <span class="soft">inherited</span>`:"This scope"}</td>
      <td>${n.condition?i`<details class="inline"><summary>Has one</summary><code>${n.condition}</code></details>`:i`<span class="soft">none</span>`}</td>
      <td>${de(n.createdOn)}</td>
      <td>${o&&!e.inherited?i`<fluent-button size="small" appearance="subtle" aria-label="Remove ${e.role} from ${e.who.name.slice(0,60)}" role="button" title="Remove" @click=${()=>this.take(e)}>${k("delete")}</fluent-button>`:h}</td>
    </tr>`}};customElements.define("kl-assignments",la);var mt=(r,t,e,o=h)=>i`<li class="step ${r}"><span class="step-head">${t}</span><span class="step-name">${e}</span>${o===h?h:i`<span class="step-detail">${o}</span>`}</li>`,ca=r=>{let t=G(r);return i`at ${t.kind} ${t.kind==="root"?h:m(t.name,60)}`};function Ho(r){let t=r.explanation,e=l=>r.names[l]??l,o=t.because.grant,n=(t.near??[]).filter(l=>l.whyNot),a=o??n[0],s=t.deny,c=m(r.who.name||r.who.id,80);return i`
    <ol class="path" aria-label="How it was decided">
      ${mt("","Principal",i`${ke(r.who)} ${c}`,r.who.type?r.who.type.replace("ServiceP","Service p").toLowerCase():h)}
      ${(a?.via??[]).slice().reverse().map(l=>mt("","Group",i`${k("people")} ${m(e(l),80)}`))}
      ${a?mt(o?"good":"","Role assignment",i`${m(a.role,80)}`,ca(a.assignment.scope)):mt("missing","Role assignment","None that comes near",i`for this action at this scope`)}
      ${a?mt(o?"good":"bad","Counts here",o?"Yes":"No",o?o.assignment.condition?"its condition holds":h:i`${a.whyNot}`):h}
      ${s?mt("bad","Deny assignment",m(s.displayName??"",80),s.scope?ca(s.scope):h):h}
      ${mt(r.allowed?"good":"bad",r.data?"Data action":"Action",X(da(r.action)),i`${r.allowed?x("allowed","good"):x("refused","bad")}`)}
    </ol>
    ${t.groups?.length?i`<p class="soft">Groups considered: ${t.groups.slice(0,20).map((l,u)=>i`${u?", ":""}${m(e(l.group),60)}${l.path.length>1?i` (through ${l.path.slice(0,-1).map((d,g)=>i`${g?" in ":""}${m(e(d),60)}`)})`:h}`)}${t.groups.length>20?` and ${t.groups.length-20} more`:""}</p>`:h}
    ${!r.allowed&&n.length?Bu(n,e,t.more??0):h}`}function Bu(r,t,e){return i`<p class="subhead">What came close</p>
    <ul class="near">${r.slice(0,10).map(o=>i`<li><strong>${m(o.role,80)}</strong> ${ca(o.assignment.scope)}${(o.via??[]).map((n,a)=>i`${a?" in ":", through "}${m(t(n),60)}`)}<br /><span class="bad-text">Does not count: ${o.whyNot}</span></li>`)}</ul>
    ${r.length>10||e?i`<p class="soft">and ${Math.max(r.length-10,0)+e} more</p>`:h}`}var da=r=>V(r.slice(0,37),"Microsoft.CognitiveServices/accounts/")?"\u2026/"+r.slice(37):r;var uc=[{label:"call models on /models",id:oe.models,data:!0},{label:"call models on /openai",id:oe.openai,data:!0},{label:"call models on /anthropic",id:oe.anthropic,data:!0},{label:"see the resource",id:I+"/read",data:!1},{label:"change the resource",id:I+"/write",data:!1},{label:"make deployments",id:I+"/deployments/write",data:!1},{label:"read the account keys",id:I+"/listKeys/action",data:!1},{label:"assign roles",id:"Microsoft.Authorization/roleAssignments/write",data:!1}],ua=class extends S{constructor(){super(...arguments);this.answer=new B(this);this.asked="";this.askCustom=e=>{e.preventDefault();let o=new FormData(e.target);z({action:String(o.get("action")).trim(),plane:o.get("data")?"":"control"})}}static{this.properties={scope:{},route:{attribute:!1}}}willUpdate(e){if(!e.has("route"))return;let o=[this.scope,this.who,this.custom,this.customData].join("|");o!==this.asked&&(this.asked=o,this.answer.run(()=>this.ask()))}get who(){return this.route.query.get("who")??Z().id}get custom(){return this.route.query.get("action")??""}get customData(){return this.route.query.get("plane")!=="control"}async ask(){let e=this.who,o=this.custom?[{label:"do this",id:this.custom,data:this.customData},...uc]:uc,[n,a]=await Promise.all([Ve(this.scope,e,o),Te([e])]);return{checked:n,asked:o,who:a.get(e)}}render(){let e=Number(this.route.query.get("open")??0);return i`<div class="card">
        <div class="row">
          ${this.who===Z().id?h:i`<fluent-button id="check-me" @click=${()=>z({who:""})}>${k("person")} My access</fluent-button>`}
          <kl-find class="grow" label="Somebody else's access" name="check-who" @pick=${o=>z({who:o.detail.id})}></kl-find>
        </div>
        <details ?open=${!!this.custom}><summary>Ask about another action</summary>
          <form class="row" @submit=${this.askCustom}>
            <label for="check-action" class="unseen">Action</label>
            <input id="check-action" name="action" class="grow" type="text" .value=${this.custom} placeholder="Microsoft.CognitiveServices/accounts/…" spellcheck="false" autocomplete="off" />
            <label class="check"><input type="checkbox" name="data" .checked=${this.customData} /> data action</label>
            <button class="plain" type="submit">Ask</button>
          </form></details>
      </div>
      ${this.answer.show(({checked:o,asked:n,who:a})=>{let s=a??{id:this.who,name:o[0]?.principal.name||this.who,type:o[0]?.principal.type||"User",kind:"",detail:""};return i`<h2>${ke(s)} ${m(s.name,80)} <span class="soft light">${s.kind} ${m(s.detail,80)}</span></h2>
          ${o.map((c,l)=>{let u=c.accessDecision==="Allowed";return i`<details class="verdict ${u?"good":"bad"}" ?open=${l===e}>
              <summary>${k(u?"checkmark":"dismiss")}<span>${u?"May":"May not"} ${n[l].label}</span><code class="soft">${c.actionId}</code></summary>
              ${Ho({allowed:u,explanation:c.explanation,who:s,action:c.actionId,data:c.isDataAction,scope:c.scope,names:c.names})}
              ${!u&&c.explanation.smallestRole&&!c.explanation.deny?_("info",i`The smallest role that allows it is <strong>${m(c.explanation.smallestRole.roleName)}</strong>.
                    <a href=${v("/access"+this.scope,{tab:"add",role:c.explanation.smallestRole.roleName,member:s.id})}>Assign it</a>`):h}
            </details>`})}`},"Asking")}`}};customElements.define("kl-access-check",ua);var pc="Microsoft.Authorization/denyAssignments/delete",wu="00000000-0000-0000-0000-000000000000",pa=class extends S{constructor(){super(...arguments);this.found=new B(this)}static{this.properties={scope:{},error:{state:!0}}}willUpdate(e){e.has("scope")&&this.found.run(async()=>{let[o,n]=await Promise.all([ec(this.scope),q(this.scope,pc)]),a=await Te(o.flatMap(s=>[...s.properties.principals,...s.properties.excludePrincipals].map(c=>c.id)));return{list:o,people:a,may:n[pc]}})}async take(e){this.error=void 0;try{await Je(e.id,$.authorization),ee("The deny assignment is deleted")}catch(o){this.error=o}this.found.reload()}render(){return i`${this.error?C(this.error):h}<div class="card">
      <p class="soft">A deny assignment refuses what it names, whatever roles grant.</p>
      ${this.found.show(({list:e,people:o,may:n})=>{let a=s=>s.length?s.map((c,l)=>i`${l?", ":""}${c.id===wu?"everyone":m(o.get(c.id)?.name??c.id,60)}`):i`<span class="soft">nobody</span>`;return e.length?K("Deny assignments",[{head:"Name",cell:s=>i`${m(s.properties.denyAssignmentName,80)} ${s.properties.isSystemProtected?x("protected","info"):h}`},{head:"Refuses",cell:s=>i`<span class="list">${s.properties.permissions.flatMap(c=>[...c.actions,...c.dataActions]).slice(0,8).map(c=>i`<code>${c}</code>`)}</span>`},{head:"For",cell:s=>a(s.properties.principals)},{head:"But not for",cell:s=>a(s.properties.excludePrincipals)},{head:"Scope",cell:s=>V(s.properties.scope,this.scope)?"This scope":i`<a href=${v("/access"+s.properties.scope,{tab:"deny"})}>${m(G(s.properties.scope).name,40)}</a> <span class="soft">inherited</span>`},{head:"Actions",hideHead:!0,cell:s=>n&&!s.properties.isSystemProtected&&V(s.properties.scope,this.scope)?i`<fluent-button size="small" appearance="subtle" role="button" aria-label="Delete ${s.properties.denyAssignmentName.slice(0,60)}" @click=${()=>this.take(s)}>${k("delete")}</fluent-button>`:h}],e):F("Nothing is denied here",i`<p>Deny assignments are made with <code>az rest</code>, <code>keyless apply</code> or by deployment stacks.</p>`)})}</div>`}};customElements.define("kl-deny",pa);var _o="Microsoft.Authorization/roleDefinitions/write",hc="Microsoft.Authorization/roleDefinitions/delete",ha=class extends S{constructor(){super(...arguments);this.saving=!1;this.found=new B(this);this.asked=""}static{this.properties={scope:{},route:{attribute:!1},error:{state:!0},saving:{state:!0}}}willUpdate(e){!e.has("scope")||this.scope===this.asked||(this.asked=this.scope,this.found.run(async()=>{let[o,n]=await Promise.all([Vt(this.scope),q(this.scope,_o,hc)]);return o.sort((a,s)=>a.properties.type.localeCompare(s.properties.type)*-1||a.properties.roleName.localeCompare(s.properties.roleName)),{roles:o,may:n}}))}render(){return i`${this.error?C(this.error):h}
      ${this.found.show(({roles:e,may:o})=>{let n=this.route.query.get("edit");if(n&&o[_o])return this.editor(e.find(s=>s.name===n&&s.properties.type==="CustomRole"));let a=e.find(s=>s.name===this.route.query.get("show"));return a?this.detail(a,o):this.list(e,o)})}`}list(e,o){let n=(this.route.query.get("filter")??"").toLowerCase(),a=e.filter(s=>!n||(s.properties.roleName+" "+s.properties.description).toLowerCase().includes(n));return i`<div class="card"><div class="row">
        <label for="roles-filter" class="unseen">Filter</label>
        <input id="roles-filter" class="grow" type="search" placeholder="Filter by name or description" .value=${n} @input=${s=>z({filter:s.target.value})} />
        ${o[_o]?i`<a class="button primary" href=${v("/access"+this.scope,{tab:"roles",edit:"new"})}>${k("add")} Custom role</a>`:h}</div>
      <p class="soft" role="status">${Qe(a.length,"role")}</p>
      ${a.length?K("Roles",[{head:"Role",cell:s=>i`<a href=${v("/access"+this.scope,{tab:"roles",show:s.name})}>${m(s.properties.roleName,80)}</a>`},{head:"Type",cell:s=>s.properties.type==="CustomRole"?x("custom","info"):i`<span class="soft">built-in</span>`},{head:"Models",cell:s=>{let c=et(s);return c.tone==="good"?x("calls models","good"):c.tone==="warning"?x("look twice","warning"):i`<span class="soft">none</span>`}},{head:"Description",cell:s=>m(s.properties.description,160),wide:!0}],a):F("No role is called that",i`<p>Change the filter.</p>`)}</div>`}detail(e,o){let n=e.properties.type==="CustomRole",a=et(e);return i`<div class="card"><p><a href=${v("/access"+this.scope,{tab:"roles"})}>All roles</a></p>
      <h2>${m(e.properties.roleName,100)} ${n?x("custom","info"):h}</h2>
      <p>${m(e.properties.description,600)}</p>
      ${_(a.tone==="bad"?"plain":a.tone,a.text,"Does it let its holder call the model?")}
      ${sa(e)}
      <p class="soft">Id <code>${e.name}</code></p>
      <p class="row"><a class="button" href=${v("/access"+this.scope,{tab:"add",role:e.properties.roleName})}>Assign it</a>
        ${n&&o[_o]?i`<a class="button" href=${v("/access"+this.scope,{tab:"roles",edit:e.name})}>Edit</a>`:h}
        ${n&&o[hc]?i`<fluent-button id="delete-role" @click=${()=>this.erase(e)}>${k("delete")} Delete</fluent-button>`:h}</p></div>`}editor(e){let o=e?.properties.permissions[0],n=(a,s,c,l)=>i`<div class="field"><label for=${a}>${s}</label><textarea id=${a} name=${a} rows="3" spellcheck="false" .value=${(c??[]).join(`
`)}></textarea><span class="hint">${l}</span></div>`;return i`<form class="card" @submit=${a=>this.save(a,e)}>
      <h2>${e?i`Custom role ${m(e.properties.roleName,80)}`:"New custom role"}</h2>
      <div class="field"><label for="role-name">Name</label><input id="role-name" name="role-name" type="text" required maxlength="128" .value=${e?.properties.roleName??""} /></div>
      <div class="field"><label for="role-description">Description</label><input id="role-description" name="role-description" type="text" maxlength="1024" .value=${e?.properties.description??""} /></div>
      ${n("dataActions","Data actions, one a line",o?.dataActions,"What uses models, as Microsoft.CognitiveServices/accounts/MaaS/*. A star stands for any text.")}
      ${n("notDataActions","Not data actions",o?.notDataActions,"Taken out of the data actions. Another role may still give them.")}
      ${n("actions","Actions",o?.actions,"What administers, as Microsoft.CognitiveServices/accounts/read.")}
      ${n("notActions","Not actions",o?.notActions,"Taken out of the actions.")}
      <p class="soft">It can be assigned at ${e?e.properties.assignableScopes.map((a,s)=>i`${s?", ":""}<code>${a}</code>`):i`<code>${this.assignable}</code>`} and below.</p>
      <p class="row end"><a class="button" href=${v("/access"+this.scope,{tab:"roles"})}>Cancel</a><button class="button primary" type="submit" ?disabled=${this.saving}>${e?"Save":"Create"}</button></p></form>`}get assignable(){return this.scope.split("/").slice(0,5).join("/")}async save(e,o){e.preventDefault();let n=new FormData(e.target),a=c=>String(n.get(c)).split(`
`).map(l=>l.trim()).filter(Boolean),s=o?.name??crypto.randomUUID();this.saving=!0,this.error=void 0;try{await L(`${this.assignable}/providers/Microsoft.Authorization/roleDefinitions/${s}`,$.authorization,{method:"PUT",body:{properties:{roleName:String(n.get("role-name")).trim(),description:String(n.get("role-description")),type:"CustomRole",assignableScopes:o?.properties.assignableScopes??[this.assignable],permissions:[{actions:a("actions"),notActions:a("notActions"),dataActions:a("dataActions"),notDataActions:a("notDataActions")}]}}}),ee("The role is saved"),this.found.reload(),z({edit:"",show:s})}catch(c){this.error=c}this.saving=!1}async erase(e){this.error=void 0;try{await Je(e.id,$.authorization),ee("The role is deleted"),z({show:""})}catch(o){this.error=o}this.found.reload()}};customElements.define("kl-roles",ha);var mc={path:"/access",title:"Access control (IAM)",nav:{label:"Access control",icon:"peopleLock"},render:r=>r.rest?i`<kl-access .route=${r}></kl-access>`:i`<kl-scopes></kl-scopes>`},gc=[["check","Check access"],["assignments","Role assignments"],["add","Add role assignment"],["roles","Roles"],["deny","Deny assignments"]];function fa(r,t){let e=t.split("/").filter(Boolean),o=[];e[0]?.toLowerCase()==="subscriptions"&&(o.push("/"+e.slice(0,2).join("/")),e.length>4&&o.push("/"+e.slice(0,4).join("/")),e.length>8&&o.push("/"+e.slice(0,8).join("/")));let n=o.filter(a=>a!==t);return n.length?i`<nav aria-label="Scopes above"><ol class="crumbs">${n.map(a=>i`<li><a href=${v(r+a)} title=${G(a).kind}>${m(G(a).name,60)}</a></li>`)}</ol></nav>`:i``}var ga=class extends S{static{this.properties={route:{attribute:!1}}}render(){let t=this.route.rest,e=G(t),o=gc.some(([n])=>n===this.route.query.get("tab"))?this.route.query.get("tab"):"check";return i`
      ${fa("/access",t)}
      <h1>${m(e.name,80)} <span class="soft light">Access control of this ${e.kind}</span></h1>
      <nav class="tabs" aria-label="Access control">${gc.map(([n,a])=>i`<a href=${v("/access"+t,{tab:n})} aria-current=${n===o?"page":h}>${a}</a>`)}</nav>
      ${o==="check"?i`<kl-access-check .scope=${t} .route=${this.route}></kl-access-check>`:o==="assignments"?i`<kl-assignments .scope=${t} .route=${this.route}></kl-assignments>`:o==="add"?i`<kl-assign .scope=${t} .route=${this.route}></kl-assign>`:o==="roles"?i`<kl-roles .scope=${t} .route=${this.route}></kl-roles>`:i`<kl-deny .scope=${t}></kl-deny>`}`}},ma=class extends S{constructor(){super(...arguments);this.scopes=new B(this);this.ask=async()=>{let[e,o]=await Promise.all([Cr(),_t()]),n=(await Promise.all(e.map(c=>ce(c.id+"/resourceGroups",$.resources)))).flat(),a=await ce("/providers/Microsoft.Management/managementGroups",$.management).catch(()=>[]),s=c=>c.toLowerCase()+"/";return[...a.map(c=>({id:c.id,name:c.properties?.displayName??c.name,kind:"management group",depth:0})),...e.flatMap(c=>[{id:c.id,name:c.displayName,kind:"subscription",depth:0},...n.filter(l=>l.id.toLowerCase().startsWith(s(c.id))).flatMap(l=>[{id:l.id,name:l.name,kind:"resource group",depth:1},...o.filter(u=>u.id.toLowerCase().startsWith(s(l.id))).map(u=>({id:u.id,name:u.name,kind:u.kind??u.type.split("/").at(-1),depth:2}))])])]}}connectedCallback(){super.connectedCallback(),this.scopes.run(this.ask)}render(){return i`<h1>Access control (IAM)</h1>
      <p class="soft">A role assignment holds at its scope and at everything inside it. Choose a scope.</p>
      ${this.scopes.show(e=>e.length?i`<div class="card">${K("Scopes",[{head:"Scope",cell:o=>i`<a class="depth-${o.depth}" href=${v("/access"+o.id)}>${m(o.name,80)}</a>`},{head:"Kind",cell:o=>o.kind},{head:"Actions",cell:o=>i`<a href=${v("/access"+o.id,{tab:"assignments"})} aria-label="Role assignments of ${o.name}">Role assignments</a>`}],e)}</div>`:F("No scope is shared with you yet",i`<p>You see a scope when you hold a role on it, on what it lies in, or on something inside it.</p>`))}`}};customElements.define("kl-access",ga);customElements.define("kl-scopes",ma);var zo={inference:"Azure AI Inference",openai:"OpenAI SDK",anthropic:"Anthropic SDK"},$u=["Python","JavaScript","C#","Java","Go","REST","az"],Ce="https://cognitiveservices.azure.com/.default",vc="https://cognitiveservices.azure.com",M=r=>JSON.stringify(r),ge="What is 6*7?",va=(r,t,e="")=>o=>`TOKEN=$(az account get-access-token --resource ${vc} --query accessToken --output tsv)
curl --fail-with-body "${o.endpoint}${r}" \\
  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json"${e} \\
  -d ${bc(JSON.stringify(t(o.deployment)))}`,ba=(r,t)=>e=>`az rest --method post --resource ${vc} \\
  --url "${e.endpoint}${r}" \\
  --body ${bc(JSON.stringify(t(e.deployment)))}`,bc=r=>"'"+r.replaceAll("'","'\\''")+"'",Oo=r=>({model:r,messages:[{role:"user",content:ge}]}),fc=r=>({model:r,max_tokens:200,messages:[{role:"user",content:ge}]}),ya={inference:{Python:r=>`# pip install azure-ai-inference azure-identity
from azure.ai.inference import ChatCompletionsClient
from azure.identity import DefaultAzureCredential

client = ChatCompletionsClient(
    endpoint=${M(r.endpoint+"/models")},
    credential=DefaultAzureCredential(),
    credential_scopes=["${Ce}"],
)
response = client.complete(
    model=${M(r.deployment)},
    messages=[{"role": "user", "content": "${ge}"}],
)
print(response.choices[0].message.content)`,JavaScript:r=>`// npm install @azure-rest/ai-inference @azure/identity
import ModelClient from "@azure-rest/ai-inference";
import { DefaultAzureCredential } from "@azure/identity";

const client = ModelClient(${M(r.endpoint+"/models")}, new DefaultAzureCredential(), {
  credentials: { scopes: ["${Ce}"] },
});
const response = await client.path("/chat/completions").post({
  body: { model: ${M(r.deployment)}, messages: [{ role: "user", content: "${ge}" }] },
});
console.log(response.body.choices[0].message.content);`,"C#":r=>`// dotnet add package Azure.AI.Inference --prerelease && dotnet add package Azure.Identity
using Azure.AI.Inference;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

var options = new AzureAIInferenceClientOptions();
options.AddPolicy(new BearerTokenAuthenticationPolicy(new DefaultAzureCredential(),
    new[] { "${Ce}" }), HttpPipelinePosition.PerRetry);
var client = new ChatCompletionsClient(new Uri(${M(r.endpoint+"/models")}),
    new DefaultAzureCredential(), options);
var response = client.Complete(new ChatCompletionsOptions {
    Model = ${M(r.deployment)},
    Messages = { new ChatRequestUserMessage("${ge}") },
});
Console.WriteLine(response.Value.Content);`,Java:r=>`// com.azure:azure-ai-inference, com.azure:azure-identity
import com.azure.ai.inference.ChatCompletionsClientBuilder;
import com.azure.ai.inference.models.*;
import com.azure.identity.DefaultAzureCredentialBuilder;
import java.util.List;

var client = new ChatCompletionsClientBuilder()
    .endpoint(${M(r.endpoint+"/models")})
    .credential(new DefaultAzureCredentialBuilder().build())
    .scopes(new String[] {"${Ce}"})
    .buildClient();
var options = new ChatCompletionsOptions(List.of(new ChatRequestUserMessage("${ge}")));
options.setModel(${M(r.deployment)});
System.out.println(client.complete(options).getChoice().getMessage().getContent());`,REST:va("/models/chat/completions?api-version=2024-05-01-preview",Oo),az:ba("/models/chat/completions?api-version=2024-05-01-preview",Oo)},openai:{Python:r=>`# pip install openai azure-identity
from azure.identity import DefaultAzureCredential, get_bearer_token_provider
from openai import OpenAI

client = OpenAI(
    base_url=${M(r.endpoint+"/openai/v1/")},
    api_key=get_bearer_token_provider(DefaultAzureCredential(), "${Ce}"),
)
response = client.chat.completions.create(
    model=${M(r.deployment)},
    messages=[{"role": "user", "content": "${ge}"}],
)
print(response.choices[0].message.content)`,JavaScript:r=>`// npm install openai @azure/identity
import { DefaultAzureCredential, getBearerTokenProvider } from "@azure/identity";
import OpenAI from "openai";

const client = new OpenAI({
  baseURL: ${M(r.endpoint+"/openai/v1/")},
  apiKey: getBearerTokenProvider(new DefaultAzureCredential(), "${Ce}"),
});
const response = await client.chat.completions.create({
  model: ${M(r.deployment)},
  messages: [{ role: "user", content: "${ge}" }],
});
console.log(response.choices[0].message.content);`,"C#":r=>`// dotnet add package OpenAI && dotnet add package Azure.Identity
using System.ClientModel.Primitives;
using Azure.Identity;
using OpenAI;
using OpenAI.Chat;

var policy = new BearerTokenPolicy(new DefaultAzureCredential(), "${Ce}");
var client = new ChatClient(model: ${M(r.deployment)}, authenticationPolicy: policy,
    options: new OpenAIClientOptions { Endpoint = new Uri(${M(r.endpoint+"/openai/v1/")}) });
ChatCompletion response = client.CompleteChat("${ge}");
Console.WriteLine(response.Content[0].Text);`,Java:r=>`// com.openai:openai-java, com.azure:azure-identity
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.credential.BearerTokenCredential;
import com.openai.models.chat.completions.ChatCompletionCreateParams;

var credential = new DefaultAzureCredentialBuilder().build();
var request = new TokenRequestContext().addScopes("${Ce}");
var client = OpenAIOkHttpClient.builder()
    .baseUrl(${M(r.endpoint+"/openai/v1")})
    .credential(BearerTokenCredential.create(() -> credential.getTokenSync(request).getToken()))
    .build();
var response = client.chat().completions().create(ChatCompletionCreateParams.builder()
    .model(${M(r.deployment)}).addUserMessage("${ge}").build());
System.out.println(response.choices().get(0).message().content().orElse(""));`,Go:r=>`// go get github.com/openai/openai-go/v3 github.com/Azure/azure-sdk-for-go/sdk/azidentity
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/azure"
)

func main() {
	credential, err := azidentity.NewDefaultAzureCredential(nil)
	if err != nil {
		log.Fatal(err)
	}
	client := openai.NewClient(azure.WithEndpoint(${M(r.endpoint)}, "2024-10-21"), azure.WithTokenCredential(credential))
	response, err := client.Chat.Completions.New(context.Background(), openai.ChatCompletionNewParams{
		Model:    ${M(r.deployment)},
		Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("${ge}")},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(response.Choices[0].Message.Content)
}`,REST:va("/openai/v1/chat/completions",Oo),az:ba("/openai/v1/chat/completions",Oo)},anthropic:{Python:r=>`# pip install anthropic azure-identity
from anthropic import AnthropicFoundry
from azure.identity import DefaultAzureCredential, get_bearer_token_provider

client = AnthropicFoundry(
    base_url=${M(r.endpoint+"/anthropic")},
    azure_ad_token_provider=get_bearer_token_provider(DefaultAzureCredential(), "${Ce}"),
)
message = client.messages.create(
    model=${M(r.deployment)},
    max_tokens=200,
    messages=[{"role": "user", "content": "${ge}"}],
)
print(message.content[0].text)`,JavaScript:r=>`// npm install @anthropic-ai/foundry-sdk @azure/identity
import AnthropicFoundry from "@anthropic-ai/foundry-sdk";
import { DefaultAzureCredential, getBearerTokenProvider } from "@azure/identity";

const client = new AnthropicFoundry({
  baseURL: ${M(r.endpoint+"/anthropic")},
  azureADTokenProvider: getBearerTokenProvider(new DefaultAzureCredential(), "${Ce}"),
});
const message = await client.messages.create({
  model: ${M(r.deployment)},
  max_tokens: 200,
  messages: [{ role: "user", content: "${ge}" }],
});
console.log(message.content[0].text);`,REST:va("/anthropic/v1/messages",fc,' -H "anthropic-version: 2023-06-01"'),az:ba("/anthropic/v1/messages",fc)}},yc=r=>$u.filter(t=>ya[r][t]),kc=(r,t,e)=>(ya[r][t]??ya[r].REST)(e);var ka=class extends S{constructor(){super(...arguments);this.library="inference";this.language="Python"}static{this.properties={target:{attribute:!1},library:{state:!0},language:{state:!0}}}render(){let e=yc(this.library),o=e.includes(this.language)?this.language:"REST";return i`
      <div class="choices">
        <div class="segments" role="group" aria-label="Library">${Object.keys(zo).map(n=>i`<button type="button" aria-pressed=${n===this.library} @click=${()=>this.library=n}>${zo[n]}</button>`)}</div>
        <div class="segments" role="group" aria-label="Language">${e.map(n=>i`<button type="button" aria-pressed=${n===o} @click=${()=>this.language=n}>${n}</button>`)}</div>
      </div>
      ${U(kc(this.library,o,this.target),`${zo[this.library]}, ${o}`)}`}};customElements.define("kl-samples",ka);var xc={path:"/home",title:"Home",nav:{label:"Home",icon:"home"},render:r=>i`<kl-home .route=${r}></kl-home>`},Sc={models:"/models",openai:"/openai",anthropic:"/anthropic"};function Pu(r){let t=new Map;return Object.keys(oe).forEach((e,o)=>{let n=r.checked[o],{because:a,near:s}=n.explanation,c=JSON.stringify([n.accessDecision,a.grant?.assignment.name,a.grant?.via,s?.map(u=>[u.role,u.whyNot])]),l=t.get(c);l?l.routes.push(Sc[e]):t.set(c,{of:r,routes:[Sc[e]],checked:n})}),[...t.values()]}function Au(r){let{because:t,deny:e,near:o}=r.explanation;if(t.grant){let a=G(t.grant.assignment.scope),s=(t.grant.via??[]).map(c=>r.names[c]??c);return i`${m(t.grant.role)} at ${a.kind} ${m(a.name,60)}${s.map((c,l)=>i`${l?" in ":", through "}${m(c)}`)}`}if(e)return i`A deny assignment refuses it: ${m(e.displayName)}`;let n=o?.find(a=>a.whyNot);return n?i`${m(n.role)} does not count: ${n.whyNot}`:i`No role of yours allows it`}var Sa=class extends S{constructor(){super(...arguments);this.chosen="";this.items=new B(this);this.callable=new B(this)}static{this.properties={route:{attribute:!1},chosen:{state:!0}}}connectedCallback(){super.connectedCallback(),this.items.run(_t).then(()=>this.items.value&&this.callable.run(()=>this.ask(this.items.value)))}async ask(e){let o=e.filter(n=>V(n.type,I)).slice(0,20);return Promise.all(o.map(async n=>{let[a,s,c]=await Promise.all([Ot(n.id),Ve(n.id,Z().id,Object.values(oe).map(l=>({id:l,data:!0}))),zt(n.id).catch(()=>[])]);return{account:a,endpoint:String(a.properties?.endpoint??"").replace(/\/$/,""),deployments:c,checked:s}}))}render(){return i`
      <h1>Welcome, ${m(Z().name,60)}</h1>
      <section aria-labelledby="call"><h2 id="call">What you may call</h2>
        ${this.items.error?this.items.show(()=>i``):this.callable.show(e=>this.calls(e),"Asking what you may call")}
      </section>
      <section aria-labelledby="mine"><h2 id="mine">Your resources</h2>
        ${this.items.show(e=>this.list(e),"Looking for your resources")}
      </section>`}calls(e){if(e.length===0)return this.nothingToCall();let o=e.filter(a=>a.checked.some(s=>s.accessDecision==="Allowed")).flatMap(a=>a.deployments.map(s=>({endpoint:a.endpoint,deployment:s.name,account:a.account.name}))),n=o.find(a=>a.account+"/"+a.deployment===this.chosen)??o[0];return i`
      ${K("What you may call",[{head:"Resource",cell:a=>i`<a href=${v("/resource"+a.of.account.id)}>${m(a.of.account.name)}</a>`},{head:"You",cell:a=>a.checked.accessDecision==="Allowed"?x("may call","good"):x("may not call","bad")},{head:"Routes",cell:a=>i`<span class="list">${a.routes.map(s=>i`<code>${s}</code>`)}</span>`},{head:"Why",cell:a=>Au(a.checked),wide:!0}],e.flatMap(Pu))}
      ${n?i`<h3>Ready to run</h3>
            <p class="row"><label for="target">Deployment</label>
              <select id="target" @change=${a=>this.chosen=a.target.value}>
                ${o.map(a=>i`<option value=${a.account+"/"+a.deployment} ?selected=${a===n}>${a.account} / ${a.deployment}</option>`)}
              </select>
              <a class="action" href=${v("/playground",{account:n.account,deployment:n.deployment})}>${k("chat")} Try it in the playground</a></p>
            <kl-samples .target=${n}></kl-samples>`:this.nobodyAssigned(e[0])}`}nobodyAssigned(e){let o=Z(),n=e.checked[0]?.explanation.smallestRole?.roleName??"Cognitive Services User";return F("You may not call a model yet",i`<p>Owner and Contributor administer a resource and do not call its models. Somebody who may assign roles gives you <strong>${n}</strong>,
          <a href=${v("/access"+e.account.id,{tab:"add",role:"Cognitive Services User",member:o.id})}>here</a> or with</p>
        ${U(`az role assignment create --role "${n}" --assignee-object-id ${o.id} --assignee-principal-type User --scope ${e.account.id}`,"Command that assigns the role")}`)}nothingToCall(){return F("No resource is shared with you yet",i`<p>Ask somebody who administers a resource to assign you a role, and tell them your object id:</p>${U(Z().id,"Your object id")}`)}list(e){return e.length===0?F("Nothing here yet",i`<p>You see a resource when you hold a role on it, or on what it lies in.</p>`):K("Your resources",[{head:"Name",cell:o=>i`<a href=${v("/resource"+o.id)}>${m(o.name)}</a>`},{head:"Type",cell:o=>i`${o.kind?i`${m(o.kind)} `:""}<span class="soft">${o.type.split("/").slice(1).join("/")}</span>`},{head:"Resource group",cell:o=>m(o.id.split("/")[4])},{head:"Location",cell:o=>o.location??""},{head:"Access",cell:o=>i`<a href=${v("/access"+o.id)} aria-label="Access control of ${o.name}">Access control</a>`}],e)}};customElements.define("kl-home",Sa);async function wc(r,t,e,o){let n=await Qn("models",r+"/models/chat/completions?api-version=2024-05-01-preview",{method:"POST",body:t,signal:e,headers:{"extra-parameters":"pass-through"}}),a=n.body.pipeThrough(new TextDecoderStream).getReader(),s="";for(;;){let{value:c,done:l}=await a.read();if(l)break;s+=c;for(let u=s.indexOf(`

`);u>=0;u=s.indexOf(`

`))Bc(s.slice(0,u),o),s=s.slice(u+2)}return s.trim()&&Bc(s,o),n.headers}function Bc(r,t){let e=r.split(`
`),o=e.filter(s=>s.startsWith("data:")).map(s=>s.slice(5).trim()).join(`
`);if(!o||o==="[DONE]")return;let n=JSON.parse(o);if(n.error||e.some(s=>s.startsWith("event: error")))throw new Error(n.error?.message??o);let a=n.choices?.[0];t({raw:o,...a?.delta?.content&&{text:a.delta.content},...a?.delta?.tool_calls?.[0]&&{tool:a.delta.tool_calls[0]},...a?.finish_reason&&{finish:a.finish_reason},...n.usage&&{usage:n.usage}})}var xa="Microsoft.Authorization/roleAssignments/write",Ba=class extends S{constructor(){super(...arguments);this.state="";this.found=new B(this)}static{this.properties={decision:{},state:{state:!0},error:{state:!0},now:{state:!0}}}willUpdate(e){e.has("decision")&&(this.state="",this.now=this.error=void 0,this.found.run(async()=>{let o=await tc(this.decision),n=o.detail?.explanation,a=o.scope&&!o.allowed&&n?.smallestRole&&!n.deny;return{record:o,mayAssign:a?(await q(o.scope,xa).catch(()=>({[xa]:!1})))[xa]:!1}}))}async give(e){let o=e.detail.caller;this.error=void 0,this.state="assigning";try{await jt(e.scope,{role:e.detail.explanation.smallestRole.id,principal:o.object,...o.type&&{type:o.type}}),this.state="waiting";for(let n=0;n<600&&!await this.again(e);n++)await new Promise(a=>setTimeout(a,500));this.state="done",this.dispatchEvent(new CustomEvent("granted",{bubbles:!0}))}catch(n){this.error=n,this.state=""}}async again(e){let[o]=await Ve(e.scope,e.detail.caller.object,[{id:e.action,data:e.detail?.plane==="data"}]);return this.now=o,o.accessDecision==="Allowed"}render(){return this.found.show(({record:e,mayAssign:o})=>{let n=e.detail,a=n?.caller,s={name:a?.name||e.name||"",type:a?.type??"",id:a?.object??""},c=n?.explanation;return i`
        <p class="row"><strong>${m(s.name||(a?.key?`whoever has ${a.key}`:"Somebody unknown"),80)}</strong>
          ${e.allowed?x("allowed","good"):x("refused","bad")} ${X(n?.operation??e.action)} <span class="soft">${de(e.at)}</span></p>
        ${n?.refusal?_("bad",m(n.refusal,1e3),"Why"):h}
        ${c&&e.action?Ho({allowed:!!e.allowed,explanation:c,who:s,action:e.action,data:n?.plane==="data",scope:e.scope??"",names:e.names??{}}):h}
        ${this.error?C(this.error):h}
        ${c&&!e.allowed?this.cure(e,o):h}
        <details><summary>Facts</summary>${Eo([["Decision",X(e.id)],["Time",Ut(e.at)],["Caller",s.id?X(s.id):"unknown"],["Signed in with",a?.proof??""],["From",e.ipAddress??""],["Application",e.appId?X(e.appId):""],["Action",X(e.action??"")],["Scope",e.scope?i`<a href=${v("/access"+e.scope)}>${X(e.scope)}</a>`:""],["Token",a?.token?i`for ${X(a.token.audience)}, issued ${Ut(a.token.issued)}, good until ${Ut(a.token.expires)}`:""]])}${U(`keyless explain ${e.id}`,"The same on the command line")}</details>`},"Reading the decision")}cure(e,o){let n=e.detail.explanation,a=G(e.scope??"");if(n.deny)return _("warning",i`No role helps while <a href=${v("/access"+(e.scope??""),{tab:"deny"})}>the deny assignment</a> stands.`);if(!n.smallestRole)return _("warning","No role that is known allows it. Is the action spelt right?");let s=n.smallestRole.roleName,c=e.detail?.caller?.name||e.detail?.caller?.object||"";if(this.state==="done"||this.now?.accessDecision==="Allowed")return _("good",i`The same call would now be <strong>allowed</strong>, by ${m(this.now?.explanation.because.grant?.role??s)}.`,"Asked again");let l=`az role assignment create --role "${s}" --assignee-object-id ${e.detail?.caller?.object??""} --assignee-principal-type ${e.detail?.caller?.type??"User"} --scope ${e.scope??""}`;return i`${_("info",i`<p>The smallest role that allows it is <strong>${m(s)}</strong>.</p>
          ${o?i`<p><fluent-button appearance="primary" id="grant" ?disabled=${!!this.state} @click=${()=>this.give(e)}><span>Assign ${s} to ${m(c,60)}</span></fluent-button> <span class="soft">at ${a.kind} ${m(a.name,60)}</span></p>`:i`<p>Somebody who may assign roles there types:</p>${U(l,"Command that assigns the role")}`}
          ${this.state==="waiting"?i`<p role="status">Assigned. Waiting until it is in force …</p>`:h}`,"What would allow it")}
      <p><fluent-button size="small" @click=${()=>this.again(e).catch(u=>this.error=u)}>Ask again now</fluent-button>
        ${this.now?i`<span role="status">Still refused.</span>`:h}</p>`}};customElements.define("kl-decision",Ba);var $c={path:"/playground",title:"Playground",nav:{label:"Playground",icon:"chat"},render:r=>i`<kl-playground .route=${r}></kl-playground>`},Nu=200,wa=class extends S{constructor(){super(...arguments);this.chats=[];this.system="";this.temperature="";this.limit="";this.extra="";this.targets=new B(this);this.key=e=>{e.key!=="Enter"||e.shiftKey||e.isComposing||(e.preventDefault(),e.target.form.requestSubmit())};this.send=e=>{e.preventDefault();let o=this.querySelector("#prompt"),n=o.value.trim();if(!(!n||this.chats.some(a=>a.busy))){o.value="";for(let a of this.chats)a.messages=[...a.messages,{role:"user",content:n}],this.ask(a)}};this.stop=()=>{for(let e of this.chats)e.stop?.abort()};this.clear=()=>{this.stop(),this.chats=[],this.requestUpdate()}}static{this.properties={route:{attribute:!1}}}connectedCallback(){super.connectedCallback(),this.targets.run(async()=>{let e=(await _t()).filter(n=>V(n.type,I)).slice(0,20);return(await Promise.all(e.map(async n=>{let[a,s]=await Promise.all([Ot(n.id),zt(n.id).catch(()=>[])]),c=String(a.properties?.endpoint??"").replace(/\/$/,"");return s.filter(l=>l.properties?.capabilities?.chatCompletion!=="false"&&!l.properties?.capabilities?.embeddings).map(l=>({account:n.name,scope:n.id,endpoint:c,deployment:l.name}))}))).flat()})}disconnectedCallback(){super.disconnectedCallback();for(let e of this.chats)e.stop?.abort()}render(){return i`<h1>Playground</h1>${this.targets.show(e=>e.length?this.page(e):F("There is no deployment that you may see",i`<p>Ask somebody who administers a resource for a role on it, as Cognitive Services User. <a href=${v("/home")}>Home</a> has the command.</p>`),"Looking for deployments")}`}chosen(e){let o=this.route.query,n=c=>e.find(l=>`${l.account}/${l.deployment}`===c),a=n(`${o.get("account")}/${o.get("deployment")}`)??e[0],s=n(o.get("beside"));return s?[a,s]:[a]}page(e){let o=this.chosen(e);this.chats=o.map((l,u)=>{let d=this.chats[u];return d&&d.target.endpoint===l.endpoint&&d.target.deployment===l.deployment?d:{target:l,messages:[],answer:"",tools:[],busy:!1,raw:[]}});let n=this.chats.some(l=>l.busy),a=(l,u,d,g,f)=>i`<div class="field"><label for=${l}>${u}</label><select id=${l} @change=${y=>f(y.target.value)}>${g.map(([y,T])=>i`<option value=${y} ?selected=${y===d}>${T}</option>`)}</select></div>`,s=l=>`${l.account}/${l.deployment}`,c=(l,u,d,g,f)=>i`<div class="field"><label for=${l}>${u}</label><input id=${l} type="text" inputmode="decimal" placeholder=${g} maxlength="12" .value=${d} @input=${y=>f(y.target.value)} /></div>`;return i`<div class="playground">
      <aside class="card" aria-label="Settings">
        ${a("deployment","Deployment",s(o[0]),e.map(l=>[s(l),s(l).replace("/"," / ")]),l=>{let u=e.find(d=>s(d)===l);z({account:u.account,deployment:u.deployment})})}
        ${a("beside","Beside it",o[1]?s(o[1]):"",[["","nothing"],...e.map(l=>[s(l),s(l).replace("/"," / ")])],l=>z({beside:l}))}
        <div class="field"><label for="system">System message</label><textarea id="system" rows="3" maxlength="20000" .value=${this.system} @input=${l=>this.system=l.target.value}></textarea></div>
        <div class="pair">${c("temperature","Temperature",this.temperature,"default",l=>this.temperature=l)}${c("max-tokens","Max tokens",this.limit,"default",l=>this.limit=l)}</div>
        <details><summary>More parameters</summary><div class="field"><label for="extra">JSON: tools, response_format, seed …</label><textarea id="extra" rows="6" spellcheck="false" class="mono" placeholder='{"response_format": {"type": "json_object"}}' @input=${l=>this.extra=l.target.value}></textarea></div></details>
        <fluent-button size="small" @click=${this.clear}>Start again</fluent-button>
      </aside>
      <div class="talk">
        <div class="chats two-${this.chats.length}">${this.chats.map(l=>this.conversation(l))}</div>
        <form class="prompt card" @submit=${this.send}>
          <label for="prompt" class="unseen">Message</label>
          <textarea id="prompt" name="prompt" rows="2" placeholder="Ask something. Enter sends, Shift+Enter begins a line." @keydown=${this.key}></textarea>
          ${n?i`<fluent-button id="stop" @click=${this.stop}>${k("stop")} Stop</fluent-button>`:i`<button class="button primary" id="send" type="submit">${k("send")} Send</button>`}
        </form>
        <section aria-labelledby="as-code"><h2 id="as-code">The same call as code</h2><kl-samples .target=${o[0]}></kl-samples></section>
      </div></div>`}conversation(e){let o=e.messages.filter(n=>n.role!=="system");return i`<section class="chat" aria-label="Conversation with ${e.target.deployment}">
      <p class="soft">${m(e.target.account,40)} / ${m(e.target.deployment,60)}</p>
      <div class="said" role="log" aria-label="Messages of ${e.target.deployment}" tabindex="0">
        ${o.length===0&&!e.busy&&!e.error?i`<p class="soft">Nothing said yet.</p>`:h}
        ${o.map(n=>this.message(n))}
        ${e.busy?this.message({role:"assistant",content:e.answer||"\u2026",...e.tools.length&&{tool_calls:e.tools}}):h}
      </div>
      ${e.error?this.refusal(e):h}
      ${e.total!==void 0?i`<p class="soft figures">${e.first!==void 0?i`first token after <strong>${Math.round(e.first)} ms</strong>, `:h}all after <strong>${Math.round(e.total)} ms</strong>${e.usage?i`, <strong>${e.usage.prompt_tokens}</strong> + <strong>${e.usage.completion_tokens}</strong> tokens`:h}${e.finish&&e.finish!=="stop"?i`, ended by ${m(e.finish)}`:h}</p>`:h}
      ${e.request?i`<details><summary>Request and response</summary>${U(JSON.stringify(e.request,null,2),"Request of "+e.target.deployment)}${e.raw.length?U(e.raw.join(`
`),"Response of "+e.target.deployment):h}</details>`:h}
    </section>`}message(e){return i`<div class="message ${e.role}"><span class="unseen">${e.role==="user"?"You":"The model"}:</span>${e.content?i`<div class="words">${e.content}</div>`:h}
      ${(e.tool_calls??[]).map(o=>i`<div class="tool"><span class="soft">calls the tool</span> <strong>${m(o.function.name,80)}</strong><pre>${o.function.arguments}</pre></div>`)}</div>`}refusal(e){let o=e.error;return i`${C(o)}
      ${o instanceof ye&&o.status===429?i`<p>${o.retryAfter?`There is room again in ${o.retryAfter} s.`:"Wait a little."} <fluent-button size="small" @click=${()=>this.again(e)}>Try again</fluent-button></p>`:h}
      ${o instanceof ye&&o.decision?i`<kl-decision .decision=${o.decision} @granted=${()=>this.requestUpdate()}></kl-decision><p><fluent-button id="try-again" @click=${()=>this.again(e)}>Try the call again</fluent-button></p>`:h}`}again(e){this.ask(e)}body(e){let o=this.extra.trim()?JSON.parse(this.extra):{},n=(s,c)=>{let l=Number(s);if(Number.isNaN(l))throw new Error(`${c} is a number, not "${s}".`);return l},a=this.system.trim()?[{role:"system",content:this.system},...e.messages]:e.messages;return{model:e.target.deployment,messages:a,stream:!0,stream_options:{include_usage:!0},...this.temperature.trim()&&{temperature:n(this.temperature,"The temperature")},...this.limit.trim()&&{max_tokens:n(this.limit,"The limit of tokens")},...o}}async ask(e){Object.assign(e,{answer:"",tools:[],raw:[],error:void 0,first:void 0,total:void 0,usage:void 0,finish:void 0,busy:!0}),e.stop=new AbortController,this.requestUpdate();let o=performance.now();try{e.request=this.body(e),await wc(e.target.endpoint,e.request,e.stop.signal,n=>{if(e.raw.length<Nu&&e.raw.push(n.raw),(n.text||n.tool)&&e.first===void 0&&(e.first=performance.now()-o),n.text&&(e.answer+=n.text),n.tool){let a=e.tools[n.tool.index]??={id:"",type:"function",function:{name:"",arguments:""}};a.id||=n.tool.id??"",a.function.name+=n.tool.function?.name??"",a.function.arguments+=n.tool.function?.arguments??""}n.usage&&(e.usage=n.usage),n.finish&&(e.finish=n.finish),this.requestUpdate()})}catch(n){n instanceof DOMException&&n.name==="AbortError"?e.finish="you":e.error=n instanceof SyntaxError?new Error("The further parameters are not JSON: "+n.message):n}e.busy=!1,e.total=performance.now()-o,(e.answer||e.tools.length)&&(e.messages=[...e.messages,{role:"assistant",content:e.answer||null,...e.tools.length&&{tool_calls:e.tools.filter(Boolean)}}]),this.requestUpdate()}};customElements.define("kl-playground",wa);var Pc=30,$a=class extends S{constructor(){super(...arguments);this.found=new B(this)}static{this.properties={scope:{}}}willUpdate(e){if(!e.has("scope"))return;let o=this.scope.split("/").slice(0,3).join("/"),a=`eventTimestamp ge '${new Date(Date.now()-Pc*864e5).toISOString()}' and resourceUri eq '${this.scope.replaceAll("'","''")}'`;this.found.run(async()=>(await L(`${o}/providers/Microsoft.Insights/eventtypes/management/values?$filter=${encodeURIComponent(a)}`,$.insights)).value.filter(c=>c.eventName.value==="EndRequest"))}render(){return i`<div class="card">${this.found.show(e=>e.length?K("Activity log",[{head:"Time",cell:o=>de(o.eventTimestamp)},{head:"What",cell:o=>X(o.operationName.value)},{head:"Outcome",cell:o=>x(o.status.value,o.status.value==="Succeeded"?"good":"bad")},{head:"By",cell:o=>m(o.caller,80)},{head:"On",cell:o=>i`<span title=${o.resourceId}>${m(o.resourceId.split("/").slice(-2).join("/"),80)}</span>`}],e):F(`Nothing was changed in ${Pc} days`,i`<p>Changes of this resource appear here, with who made them.</p>`),"Reading the activity log")}</div>`}};customElements.define("kl-activity",$a);var Vo=I+"/deployments/write",Ac=I+"/deployments/delete",Pa=class extends S{constructor(){super(...arguments);this.editing="";this.deleting="";this.busy=!1;this.found=new B(this);this.models=new B(this);this.asked="";this.create=e=>{e.preventDefault();let o=new FormData(e.target),n=this.models.value[Number(o.get("model"))],a=String(o.get("capacity")).trim();this.change("The deployment is there",()=>L(`${this.account.id}/deployments/${encodeURIComponent(String(o.get("deployment-name")).trim())}`,$.cognitive,{method:"PUT",body:{sku:{name:String(o.get("sku")),...a&&{capacity:Number(a)}},properties:{model:{format:n.format,name:n.name,version:n.version}}}}))};this.resize=(e,o)=>{e.preventDefault();let n=Number(new FormData(e.target).get("capacity"));this.change("The capacity is changed",()=>L(o.id,$.cognitive,{method:"PATCH",body:{sku:{name:o.sku?.name,capacity:n}}}))}}static{this.properties={account:{attribute:!1},route:{attribute:!1},error:{state:!0},editing:{state:!0},deleting:{state:!0},busy:{state:!0}}}willUpdate(e){this.account.id!==this.asked&&(this.asked=this.account.id,this.found.run(async()=>{let[o,n]=await Promise.all([zt(this.account.id),q(this.account.id,Vo,Ac)]);return{list:o,may:n}})),this.route.query.get("new")&&!this.models.value&&!this.models.busy&&this.models.run(()=>ce(this.account.id+"/models",$.cognitive))}async change(e,o){this.busy=!0,this.error=void 0;try{await o(),ee(e),this.editing=this.deleting="",z({new:""})}catch(n){this.error=n}this.busy=!1,this.found.reload()}render(){return i`${this.error?C(this.error):h}
      ${this.found.show(({list:e,may:o})=>this.route.query.get("new")&&o[Vo]?this.models.show(n=>this.form(n),"Reading the models"):this.list(e,o))}`}list(e,o){return i`<div class="card">
      ${o[Vo]?i`<p class="row"><a class="button primary" href=${v("/resource"+this.account.id,{tab:"deployments",new:"1"})}>${k("add")} Create a deployment</a></p>`:h}
      ${e.length?K("Deployments",[{head:"Name",cell:n=>i`<strong>${m(n.name,80)}</strong>`},{head:"Model",cell:n=>i`${m(n.properties?.model?.name,80)} <span class="soft">${m(n.properties?.model?.format,40)} ${m(n.properties?.model?.version,40)}</span>`},{head:"Size",cell:n=>m(n.sku?.name,40)},{head:"Capacity",cell:n=>this.editing===n.name?this.capacity(n):n.sku?.capacity?i`${n.sku.capacity}k tokens a minute`:i`<span class="soft">no limit</span>`},{head:"State",cell:n=>x(n.properties?.provisioningState??"",n.properties?.provisioningState==="Succeeded"?"good":"warning")},{head:"Actions",hideHead:!0,cell:n=>this.controls(n,o)}],e):F("No deployment yet",i`<p>A deployment is a model under a name of yours: callers name it as their model.</p>`)}</div>`}controls(e,o){if(this.deleting===e.name)return i`<span class="row tight">Delete it? <fluent-button size="small" ?disabled=${this.busy} @click=${()=>this.change("The deployment is deleted",()=>Je(e.id,$.cognitive))}>Delete</fluent-button><fluent-button size="small" appearance="subtle" @click=${()=>this.deleting=""}>Keep</fluent-button></span>`;let n=!e.properties?.capabilities?.embeddings;return i`<span class="row tight">
      ${n?i`<a href=${v("/playground",{account:this.account.name,deployment:e.name})} aria-label="Playground with ${e.name}">Playground</a>`:h}
      ${o[Vo]&&this.editing!==e.name?i`<fluent-button size="small" appearance="subtle" role="button" aria-label="Capacity of ${e.name}" @click=${()=>this.editing=e.name}>Capacity</fluent-button>`:h}
      ${o[Ac]?i`<fluent-button size="small" appearance="subtle" role="button" aria-label="Delete ${e.name}" @click=${()=>this.deleting=e.name}>${k("delete")}</fluent-button>`:h}</span>`}capacity(e){return i`<form class="row tight" @submit=${o=>this.resize(o,e)}><label class="unseen" for="capacity">Thousands of tokens a minute</label>
      <input id="capacity" name="capacity" type="number" min="1" max="100000" required .value=${String(e.sku?.capacity??10)} /><button class="button" type="submit" ?disabled=${this.busy}>Save</button>
      <fluent-button size="small" appearance="subtle" @click=${()=>this.editing=""}>Cancel</fluent-button></form>`}form(e){return i`<form class="card" @submit=${this.create}><h2>New deployment</h2>
      <div class="field"><label for="model">Model</label><select id="model" name="model">${e.map((o,n)=>i`<option value=${n}>${o.name} ${o.version} (${o.format})</option>`)}</select></div>
      <div class="field"><label for="deployment-name">Name</label><input id="deployment-name" name="deployment-name" type="text" required maxlength="64" pattern="[A-Za-z0-9][A-Za-z0-9_.\\-]*" autocomplete="off" spellcheck="false" /><span class="hint">What callers give as their model.</span></div>
      <div class="pair"><div class="field"><label for="sku">Size</label><select id="sku" name="sku"><option>GlobalStandard</option><option>Standard</option></select></div>
        <div class="field"><label for="new-capacity">Capacity</label><input id="new-capacity" name="capacity" type="number" min="1" max="100000" placeholder="no limit" /><span class="hint">Thousands of tokens a minute.</span></div></div>
      <p class="row end"><a class="button" href=${v("/resource"+this.account.id,{tab:"deployments"})}>Cancel</a><button class="button primary" type="submit" ?disabled=${this.busy}>Create</button></p></form>`}};customElements.define("kl-deployments",Pa);var Aa=I+"/listKeys/action",Nc=I+"/regenerateKey/action",Tc=I+"/write",Cc=30,Fc=10,Na=class extends S{constructor(){super(...arguments);this.shown="";this.asking="";this.mine=new B(this);this.callers=new B(this);this.asked="";this.ask=async()=>{let e=new Date(Date.now()-Cc*864e5).toISOString(),o=new Map,n={kind:"decision",order:"newest",since:e,$top:"500"},a=0;for(;n&&a<Fc;a++){let s=await Fr(n);for(let c of s.value)this.count(o,c);n=s.nextLink?{...n,after:String(s.after)}:void 0}return{callers:[...o.values()],since:e,more:!!n}};this.show=()=>this.work("The keys are shown",async()=>this.keys=await L(this.account.id+"/listKeys",$.cognitive,{method:"POST"}));this.regenerate=e=>this.work(`${e} is new; the old one no longer works`,async()=>this.keys=await L(this.account.id+"/regenerateKey",$.cognitive,{method:"POST",body:{keyName:e==="key1"?"Key1":"Key2"}}));this.switchTo=e=>this.work(e?"Account keys are switched off":"Account keys work",async()=>{await L(this.account.id,$.cognitive,{method:"PATCH",body:{properties:{disableLocalAuth:e}}}),this.keys=void 0,this.dispatchEvent(new Event("changed"))})}static{this.properties={account:{attribute:!1},keys:{state:!0},error:{state:!0},shown:{state:!0},asking:{state:!0}}}willUpdate(e){this.account.id!==this.asked&&(this.asked=this.account.id,this.keys=void 0,this.mine.run(()=>q(this.account.id,Aa,Nc,Tc)),this.callers.run(this.ask))}count(e,o){let n=o.detail?.caller?.key;if(!n||!o.allowed||o.scope?.toLowerCase().startsWith(this.account.id.toLowerCase())!==!0)return;let a=n+" "+o.ipAddress,s=e.get(a);s?s.calls++:e.set(a,{key:n,address:o.ipAddress??"",calls:1,last:o.at})}async work(e,o){this.error=void 0,this.asking="";try{await o(),this.callers.reload(),ee(e)}catch(n){this.error=n}}render(){let e=!!this.account.properties?.disableLocalAuth;return i`${this.error?C(this.error):h}
      <section aria-labelledby="key-auth"><h2 id="key-auth">Key-based authentication</h2>
        ${e?_("good","Account keys are switched off: every caller signs in and needs a role."):_("warning","Whoever has an account key goes past every role, and nobody knows who it was.")}
        ${this.mine.show(o=>i`
          ${o[Tc]?this.asking==="off"?i`<p class="row">Callers with a key will be refused. <fluent-button id="switch-off" appearance="primary" @click=${()=>this.switchTo(!0)}>Switch off</fluent-button><fluent-button @click=${()=>this.asking=""}>Keep</fluent-button></p>`:i`<p><fluent-button id="key-switch" @click=${()=>e?this.switchTo(!1):this.asking="off"}>${e?"Let keys work again":"Switch keys off"}</fluent-button></p>`:h}
          ${e?h:o[Aa]?this.keys?this.both(this.keys,o[Nc]):i`<p><fluent-button id="show-keys" @click=${this.show}>${k("eye")} <span>Show keys</span></fluent-button> <span class="soft">This is recorded.</span></p>`:i`<p class="soft">You may not see the keys: it takes <code>${Aa}</code>.</p>`}`)}
      </section>
      <section aria-labelledby="key-callers"><h2 id="key-callers">Who called with a key in the last ${Cc} days</h2>
        ${this.callers.show(({callers:o,more:n})=>i`${o.length?K("Callers with a key",[{head:"Key",cell:a=>m(a.key)},{head:"From",cell:a=>i`<code>${a.address}</code>`},{head:"Calls",cell:a=>a.calls.toLocaleString()},{head:"Last",cell:a=>de(a.last)}],o):F("Nobody",i`<p>Of the calls that you may know of, none came with a key.</p>`)}
          ${n?i`<p class="soft">The newest ${Qe(Fc*500,"decision")} were looked at; there are older ones.</p>`:h}`,"Reading the log")}
      </section>`}both(e,o){return i`${["key1","key2"].map(n=>i`<p class="row"><span class="label">${n}</span><code class="grow secret">${this.shown===n?e[n]:"\u2022".repeat(24)}</code>
      <fluent-button size="small" appearance="subtle" role="button" aria-label="${this.shown===n?"Hide":"Show"} ${n}" @click=${()=>this.shown=this.shown===n?"":n}>${k(this.shown===n?"eyeOff":"eye")}</fluent-button>
      <fluent-button size="small" appearance="subtle" role="button" aria-label="Copy ${n}" @click=${()=>ta(e[n])}>${k("copy")}</fluent-button>
      ${o?this.asking===n?i`The present ${n} stops working. <fluent-button size="small" @click=${()=>this.regenerate(n)}>Regenerate</fluent-button><fluent-button size="small" appearance="subtle" @click=${()=>this.asking=""}>Keep</fluent-button>`:i`<fluent-button size="small" role="button" aria-label="Regenerate ${n}" @click=${()=>this.asking=n}>Regenerate</fluent-button>`:h}</p>`)}`}};customElements.define("kl-keys",Na);var Rr=I+"/write",Ta=class extends S{constructor(){super(...arguments);this.busy=!1;this.mine=new B(this);this.asked="";this.save=async e=>{e.preventDefault();let o=new FormData(e.target),n=String(o.get("rules")).split(/\s+/).filter(Boolean).map(a=>({value:a}));this.busy=!0,this.error=void 0;try{await L(this.account.id,$.cognitive,{method:"PATCH",body:{properties:{publicNetworkAccess:o.get("public"),networkAcls:{defaultAction:o.get("default"),ipRules:n,virtualNetworkRules:this.account.properties?.networkAcls?.virtualNetworkRules??[]}}}}),ee("The rules are in force"),this.dispatchEvent(new Event("changed"))}catch(a){this.error=a}this.busy=!1}}static{this.properties={account:{attribute:!1},error:{state:!0},busy:{state:!0}}}willUpdate(e){this.account.id!==this.asked&&(this.asked=this.account.id,this.mine.run(()=>q(this.account.id,Rr)))}render(){let e=this.account.properties??{},o=(e.networkAcls?.ipRules??[]).map(a=>a.value),n=(a,s,c)=>i`<option value=${a} ?selected=${a===c}>${s}</option>`;return i`${this.error?C(this.error):h}${this.mine.show(a=>i`<form class="card" @submit=${this.save}>
      ${_("info","A caller from an address that no rule allows is answered 403 before its token is looked at. Roles and keys do not help.")}
      <div class="field"><label for="public">Public network</label><select id="public" name="public" ?disabled=${!a[Rr]}>${n("Enabled","Open, as the rules say",e.publicNetworkAccess??"Enabled")}${n("Disabled","Closed to everybody",e.publicNetworkAccess??"Enabled")}</select></div>
      <div class="field"><label for="default">Addresses that no rule names</label><select id="default" name="default" ?disabled=${!a[Rr]}>${n("Allow","May call",e.networkAcls?.defaultAction??"Allow")}${n("Deny","May not call",e.networkAcls?.defaultAction??"Allow")}</select></div>
      <div class="field"><label for="rules">Addresses that may call, one a line</label><textarea id="rules" name="rules" rows="5" spellcheck="false" placeholder="203.0.113.7 or 203.0.113.0/24" ?readonly=${!a[Rr]} .value=${o.join(`
`)}></textarea></div>
      ${a[Rr]?i`<p class="row end"><button class="button primary" type="submit" ?disabled=${this.busy}>Save</button></p>`:h}</form>`)}`}};customElements.define("kl-network",Ta);var Rc=I+"/projects/write",Ic="2025-06-01",Ca=class extends S{constructor(){super(...arguments);this.found=new B(this);this.asked="";this.create=async e=>{e.preventDefault();let o=e.target;this.error=void 0;try{let n=String(new FormData(o).get("project-name")).trim();await L(`${this.account.id}/projects/${encodeURIComponent(n)}`,Ic,{method:"PUT",body:{location:this.account.location,identity:{type:"SystemAssigned"},properties:{}}}),o.reset(),ee("The project is there")}catch(n){this.error=n}this.found.reload()}}static{this.properties={account:{attribute:!1},error:{state:!0}}}willUpdate(e){this.account.id!==this.asked&&(this.asked=this.account.id,this.found.run(async()=>{let[o,n]=await Promise.all([ce(this.account.id+"/projects",Ic),q(this.account.id,Rc)]);return{list:o,may:n[Rc]}}))}render(){return i`${this.error?C(this.error):h}<div class="card">${this.found.show(({list:e,may:o})=>i`
      ${o?i`<form class="row" @submit=${this.create}><label for="project-name">New project</label><input id="project-name" name="project-name" class="grow" type="text" required maxlength="64" autocomplete="off" /><button class="button" type="submit">Create</button></form>`:h}
      ${e.length?K("Projects",[{head:"Name",cell:n=>i`<a href=${v("/resource"+n.id)}>${m(n.name.split("/").at(-1),80)}</a>`},{head:"Created",cell:n=>de(n.systemData?.createdAt)},{head:"Access",cell:n=>i`<a href=${v("/access"+n.id)}>Access control</a>`}],e):F("No project yet",i`<p>A project is a scope inside the account, with connections and an endpoint of its own.</p>`)}`)}</div>`}};customElements.define("kl-projects",Ca);var Lc={path:"/resource",title:"Resource",render:r=>i`<kl-resource .route=${r}></kl-resource>`},Fa=class extends S{constructor(){super(...arguments);this.found=new B(this);this.asked=""}static{this.properties={route:{attribute:!1}}}willUpdate(){this.route.rest!==this.asked&&(this.asked=this.route.rest,this.found.run(()=>Ot(this.asked)))}render(){return this.found.show(e=>{let o=V(e.type,I),n=[["overview","Overview"],...o?[["deployments","Deployments"],["keys","Keys"],["network","Network"],["projects","Projects"]]:[],["activity","Activity log"],["json","JSON"]],a=this.route.query.get("tab"),s=n.some(([c])=>c===a)?a:"overview";return i`${fa("/resource",e.id)}
        <h1>${m(e.name,80)} <span class="soft light">${e.kind??e.type.split("/").at(-1)}</span></h1>
        <nav class="tabs" aria-label="Resource">${n.map(([c,l])=>i`<a href=${v("/resource"+e.id,{tab:c})} aria-current=${c===s?"page":h}>${l}</a>`)}
          <a href=${v("/access"+e.id)}>Access control (IAM)</a></nav>
        ${s==="deployments"?i`<kl-deployments .account=${e} .route=${this.route}></kl-deployments>`:s==="keys"?i`<kl-keys .account=${e} @changed=${this.found.reload}></kl-keys>`:s==="network"?i`<kl-network .account=${e} @changed=${this.found.reload}></kl-network>`:s==="projects"?i`<kl-projects .account=${e}></kl-projects>`:s==="activity"?i`<kl-activity .scope=${e.id}></kl-activity>`:s==="json"?i`<div class="card">${U(JSON.stringify(e,null,2),"The resource as JSON")}</div>`:this.overview(e,o)}`},"Reading the resource")}overview(e,o){let n=e.properties??{},a=String(n.endpoint??"").replace(/\/$/,"");return i`<section aria-labelledby="facts"><h2 id="facts">Essentials</h2>${Eo([["Type",X(e.type)],["Location",e.location??""],["Size",e.sku?.name??""],["State",n.provisioningState?x(n.provisioningState,n.provisioningState==="Succeeded"?"good":"warning"):""],["Account keys",o?n.disableLocalAuth?x("switched off","good"):x("work beside roles","warning"):""],["Public network",o?n.publicNetworkAccess??"":""],["Created",e.systemData?.createdAt?i`${de(e.systemData.createdAt)} by ${m(e.systemData.createdBy,60)}`:""],["Id",X(e.id)]])}</section>
      ${o&&a?i`<section aria-labelledby="endpoints"><h2 id="endpoints">Endpoints</h2>
            ${U(a+"/models","Endpoint for Azure AI Inference")}${U(a+"/openai/v1","Endpoint for the OpenAI SDK")}${U(a+"/anthropic","Endpoint for the Anthropic SDK")}
            <p class="soft">Scope of tokens: <code>https://cognitiveservices.azure.com/.default</code></p></section>`:h}`}};customElements.define("kl-resource",Fa);var Dc={path:"/why",title:"Why was I refused?",nav:{label:"Why was I refused?",icon:"questionCircle"},render:r=>i`<kl-why .route=${r}></kl-why>`},Tu=1e3,Ra=100,Cu=2e3,Ia=class extends S{constructor(){super(...arguments);this.paused=!1;this.last=0;this.clock=0;this.poll=async()=>{if(clearTimeout(this.clock),!(this.paused||!this.isConnected)){try{if(this.list){let e=await Fr({kind:"decision",after:String(this.last),$top:"500"});e.value.length&&(this.list=[...e.value.reverse(),...this.list].slice(0,Tu)),this.last=Math.max(this.last,e.after)}else{let e=await Fr({kind:"decision",order:"newest",$top:"500"});this.list=e.value,this.last=Math.max(0,...e.value.map(o=>o.seq))}this.error=void 0}catch(e){this.error=e}this.isConnected&&(this.clock=window.setTimeout(this.poll,this.error?5e3:Cu))}};this.find=e=>{e.preventDefault();let o=String(new FormData(e.target).get("id")).trim();gt(o)?rc("/why/"+o,Object.fromEntries(this.route.query)):this.error=new Error("That is no id: it looks like 7d2317cb-de97-4301-bbb2-92df9ceeb51f.")}}static{this.properties={route:{attribute:!1},list:{state:!0},paused:{state:!0},error:{state:!0}}}connectedCallback(){super.connectedCallback(),this.poll()}disconnectedCallback(){super.disconnectedCallback(),clearTimeout(this.clock),this.clock=-1}updated(e){e.has("paused")&&!this.paused&&e.get("paused")&&this.poll()}render(){let e=this.route.rest.slice(1);return i`<h1>Why was I refused?</h1>
      <form class="row" @submit=${this.find}>
        <label for="decision-id" class="unseen">Id of a decision</label>
        <input id="decision-id" name="id" class="grow" type="text" placeholder="Id of a decision, as in x-keyless-decision of the answer" spellcheck="false" autocomplete="off" maxlength="100" .value=${e} />
        <button class="button" type="submit">Explain</button></form>
      ${e?i`<section aria-labelledby="one"><h2 id="one">This decision</h2><kl-decision .decision=${e}></kl-decision></section>`:h}
      <section aria-labelledby="live"><h2 id="live">Decisions</h2>${this.live(e)}</section>`}live(e){let o=this.route.query.get("outcome")??"",n=this.route.query.get("what")??"",a=(this.route.query.get("filter")??"").toLowerCase(),s=(this.list??[]).filter(l=>(!o||o==="allowed"==!!l.allowed)&&(n==="all"||(n==="control"?l.detail?.plane!=="data"&&l.appId!==H.clientId:l.detail?.plane==="data"||!l.detail?.plane))&&(!a||[l.name,l.action,l.scope,l.detail?.operation,l.reason].some(u=>u?.toLowerCase().includes(a)))),c=(l,u,d,g)=>i`<label for=${l} class="unseen">${u}</label><select id=${l} @change=${f=>z({[l]:f.target.value})}>${g.map(([f,y])=>i`<option value=${f} ?selected=${f===d}>${y}</option>`)}</select>`;return i`<div class="row">
        <label for="filter" class="unseen">Filter</label>
        <input id="filter" class="grow" type="search" placeholder="Filter by caller, action or scope" .value=${this.route.query.get("filter")??""} @input=${l=>z({filter:l.target.value})} />
        ${c("outcome","Outcome",o,[["","Allowed and refused"],["refused","Refused"],["allowed","Allowed"]])}
        ${c("what","Kind",n,[["","Calls of models"],["control","Administration"],["all","Everything"]])}
        <fluent-button id="pause" @click=${()=>this.paused=!this.paused}>${k(this.paused?"play":"pause")} ${this.paused?"Go on":"Pause"}</fluent-button></div>
      ${this.error?C(this.error):h}
      ${this.list?s.length===0?F("No such decision yet",i`<p>A call of a model appears here as it is decided. Try one in the <a href=${v("/playground")}>playground</a>.</p>`):i`<p class="soft">${Qe(s.length,"decision")}${s.length>Ra?`, the newest ${Ra} are shown`:""}${this.paused?", paused":""}</p>
            <div class="table" role="group" aria-label="Decisions" tabindex="0"><table>
              <thead><tr><th scope="col">Time</th><th scope="col">Outcome</th><th scope="col">Caller</th><th scope="col">Action</th><th scope="col">Scope</th><th scope="col">Because</th><th scope="col"><span class="unseen">Explanation</span></th></tr></thead>
              <tbody>${s.slice(0,Ra).map(l=>i`<tr class=${l.id===e?"picked":h}>
                <td>${de(l.at)}</td>
                <td>${l.allowed?x("allowed","good"):x("refused","bad")}</td>
                <td>${l.name?m(l.name,60):l.detail?.caller?.key?m(l.detail.caller.key):i`<span class="soft">unknown</span>`}</td>
                <td>${X(da(l.action??l.detail?.operation??""))}</td>
                <td title=${l.scope??h}>${l.scope?m(G(l.scope).name,40):h}</td>
                <td>${m(l.reason,80)}</td>
                <td><a href=${v("/why/"+l.id,Object.fromEntries(this.route.query))} aria-label="Explain the decision ${l.id}">Explain</a></td></tr>`)}</tbody></table></div>`:this.error?h:Ze("Reading decisions")}`}};customElements.define("kl-why",Ia);var jo=[xc,mc,$c,Dc,Lc];var La=class extends S{constructor(){super(...arguments);this.state="starting";this.menu="";this.clock=0;this.turn=()=>{this.menu="",this.requestUpdate(),this.updateComplete.then(()=>{let e=ea(jo);document.title=(e?.page.title??"No such page")+" \xB7 keyless portal"})};this.tell=e=>{this.toast=e.detail,clearTimeout(this.clock),this.clock=window.setTimeout(()=>this.toast=void 0,e.detail.undo?15e3:4e3)};this.undo=()=>{let e=this.toast?.undo;this.toast=void 0,e?.()};this.skip=e=>{e.preventDefault(),this.querySelector("#main")?.focus()}}static{this.properties={state:{state:!0},menu:{state:!0},toast:{state:!0}}}connectedCallback(){super.connectedCallback(),this.replaceChildren(),this.start(),addEventListener("hashchange",this.turn),addEventListener("keyless-theme",()=>this.requestUpdate()),addEventListener("keyless-toast",this.tell),addEventListener("click",e=>{this.menu&&!e.target.closest?.(".menu, .menu-button")&&(this.menu="")}),addEventListener("keydown",e=>{e.key==="Escape"&&(this.menu="")})}async start(){try{this.state=await Ul(),this.state==="signed-in"&&this.nameSubscriptions()}catch(e){this.error=e,this.state="failed"}}async nameSubscriptions(){for(let e of await Cr().catch(()=>[]))ra.set(e.subscriptionId.toLowerCase(),e.displayName);this.requestUpdate()}render(){switch(this.state){case"starting":return i`<div class="alone">${Ze("Signing in")}</div>`;case"signed-out":return this.alone("You are signed out",i`<p>Sign in again to go on.</p>`);case"failed":return this.alone("We could not sign you in",i`${C(this.error)}
          ${this.error instanceof Ne&&this.error.number?i`<p><a href="${H.login}/error?code=${this.error.number}">What AADSTS${this.error.number} means and what to do</a></p>`:h}`);case"signed-in":return this.frame()}}alone(e,o){return i`<main class="alone"><div class="card">
      <p class="brand">${this.logo()} keyless</p>
      <h1>${e}</h1>
      ${o}
      <p><fluent-button appearance="primary" id="sign-in" @click=${()=>Ar({prompt:this.state==="failed"?"select_account":void 0})}>Sign in</fluent-button></p>
    </div></main>`}logo(){return i`<svg class="logo" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><circle cx="8" cy="12" r="4.5" fill="none" stroke="currentColor" stroke-width="2"/><path d="M12.5 12H21M18 12v3.5" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"/></svg>`}frame(){let e=ea(jo);return i`
      <a class="skip" href="#main" @click=${this.skip}>Skip to the content</a>
      <header class="head">
        <fluent-button appearance="transparent" icon-only role="button" class="menu-button only-narrow" aria-label="Pages" aria-expanded=${this.menu==="pages"} @click=${()=>this.menu=this.menu==="pages"?"":"pages"}>${k("navigation")}</fluent-button>
        <a class="brand" href=${v("/home")}>${this.logo()} keyless</a>
        <span class="spring"></span>
        <fluent-button appearance="transparent" icon-only aria-label=${Et()?"Use light colours":"Use dark colours"} @click=${kl}>${k(Et()?"weatherSunny":"weatherMoon")}</fluent-button>
        <fluent-button appearance="transparent" role="button" class="menu-button who" id="account" aria-expanded=${this.menu==="account"} @click=${()=>this.menu=this.menu==="account"?"":"account"}>
          ${k("person")}<span class="who-name">${m(Z().userName||Z().name,40)}</span>${k("chevronDown")}
        </fluent-button>
        ${this.menu==="account"?this.accountMenu():h}
      </header>
      <div class="body">
        <nav class="side ${this.menu==="pages"?"open":""}" aria-label="Pages">${this.navigation(e?.page.path??"")}</nav>
        <main id="main" tabindex="-1">
          ${e?e.page.render(e.route):i`<h1>No such page</h1><p>There is no page at <code>${Do().path}</code>. <a href=${v("/home")}>Go home</a></p>`}
        </main>
      </div>
      <div class="toasts" role="status" aria-live="polite">${this.toast?i`<div class="toast">${this.toast.text}${this.toast.undo?i`<fluent-button size="small" id="undo" @click=${this.undo}>Undo</fluent-button>`:h}</div>`:h}</div>`}navigation(e){return i`<ul>${jo.filter(o=>o.nav).map(o=>i`<li><a href=${v(o.path)} aria-current=${o.path===e?"page":h}>${k(o.nav.icon)}${o.nav.label}</a></li>`)}</ul>`}accountMenu(){let e=Z();return i`<div class="menu" role="group" aria-label="Account">
      <p class="menu-who"><strong>${m(e.name,60)}</strong><span>${m(e.userName,60)}</span><span class="soft">Object id <code>${e.id}</code></span></p>
      <fluent-button appearance="subtle" id="switch" @click=${()=>Ar({prompt:"select_account"})}>${k("personSwap")} Use another account</fluent-button>
      <a class="menu-link" href="${H.login}/my-security">${k("shieldCheckmark")} My security</a>
      <fluent-button appearance="subtle" id="sign-out" @click=${()=>Wl()}>${k("signOut")} Sign out</fluent-button>
    </div>`}};customElements.define("kl-app",La);Ao();
